import config from '@payload-config';
import { getPayload } from 'payload';

export const dynamic = 'force-dynamic';

/** 200 when the database answers. Says nothing else: the whole world may ask. */
export async function GET(): Promise<Response> {
  try {
    const payload = await getPayload({ config });
    await payload.find({ collection: 'episodes', limit: 1, depth: 0, pagination: false, overrideAccess: false });
    return Response.json({ ok: true });
  } catch {
    return Response.json({ ok: false }, { status: 503 });
  }
}
