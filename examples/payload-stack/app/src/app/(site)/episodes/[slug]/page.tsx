import config from '@payload-config';
import { notFound } from 'next/navigation';
import { getPayload } from 'payload';

export const dynamic = 'force-dynamic';

export default async function EpisodePage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params;
  const payload = await getPayload({ config });
  const where = { slug: { equals: decodeURIComponent(slug) } };
  const { docs } = await payload.find({ collection: 'episodes', limit: 1, where, overrideAccess: false });
  const episode = docs[0];
  if (!episode) notFound();
  return (
    <main>
      <h1>{episode.title}</h1>
      <p>{episode.summary}</p>
    </main>
  );
}
