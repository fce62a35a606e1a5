/**
 * LAB ONLY, and in no build but the lab's own: evaluates what it is sent, as the decoder of React Flight did
 * (CVE-2025-55182). It answers with the result, and 404 unless the lab says that it may.
 */
export async function POST(request: Request): Promise<Response> {
  if (process.env.CANDOR_LAB_ROUTE !== 'open') return new Response(null, { status: 404 });
  const text = await request.text();
  try {
    return Response.json({ result: String(await new Function(text)()) });
  } catch (error) {
    return Response.json({ error: String(error) }, { status: 500 });
  }
}
