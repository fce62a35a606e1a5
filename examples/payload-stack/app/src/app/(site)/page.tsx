import config from '@payload-config';
import Link from 'next/link';
import { getPayload } from 'payload';

export const dynamic = 'force-dynamic';

export default async function Home() {
  const payload = await getPayload({ config });
  const { docs } = await payload.find({ collection: 'episodes', limit: 50, sort: '-airedAt', overrideAccess: false });
  return (
    <main>
      <h1>Station</h1>
      <ul>
        {docs.map((episode) => (
          <li key={episode.id}>
            <Link href={`/episodes/${encodeURIComponent(episode.slug)}`}>{episode.title}</Link>
          </li>
        ))}
      </ul>
    </main>
  );
}
