// The server side of SCRAM-SHA-256 (RFC 5802, RFC 7677).
const crypto = require('node:crypto');

const ITERATIONS = 15_000;
const hmac = (key, data) => crypto.createHmac('sha256', key).update(data).digest();
const sha256 = (data) => crypto.createHash('sha256').update(data).digest();
const failed = { ok: 0, errmsg: 'Authentication failed.', code: 18, codeName: 'AuthenticationFailed' };

/** `n=user,r=nonce` to its parts. @param {string} text */
const fields = (text) => Object.fromEntries(text.split(',').map((part) => [part[0], part.slice(2)]));

/** A conversation; `passwordOf` answers null for a name that has no account.
 * @param {(name: string) => string | null} passwordOf */
function scramServer(passwordOf) {
  let bare = '';
  let first = '';
  let nonce = '';
  let name = '';
  const salt = crypto.randomBytes(28);
  return {
    /** @param {string} payload client-first-message */
    start(payload) {
      bare = payload.slice(payload.indexOf('n=', 2));
      const client = fields(bare);
      name = client.n ?? '';
      nonce = `${client.r}${crypto.randomBytes(18).toString('base64')}`;
      first = `r=${nonce},s=${salt.toString('base64')},i=${ITERATIONS}`;
      return { conversationId: 1, done: false, payload: Buffer.from(first), ok: 1 };
    },
    /** @param {string} payload client-final-message @returns {{ reply: object, user: string | null }} */
    finish(payload) {
      const cut = payload.lastIndexOf(',p=');
      const proof = Buffer.from(payload.slice(cut + 3), 'base64');
      const password = passwordOf(name);
      const salted = crypto.pbkdf2Sync(password ?? '', salt, ITERATIONS, 32, 'sha256');
      const message = `${bare},${first},${payload.slice(0, cut)}`;
      const clientKey = hmac(salted, 'Client Key');
      const signature = hmac(sha256(clientKey), message);
      const given = Buffer.from(proof.map((byte, index) => byte ^ signature[index]));
      const right =
        password !== null &&
        fields(payload).r === nonce &&
        given.length === 32 &&
        crypto.timingSafeEqual(given, clientKey);
      if (!right) return { reply: failed, user: null };
      const server = hmac(hmac(salted, 'Server Key'), message).toString('base64');
      return { reply: { conversationId: 1, done: true, payload: Buffer.from(`v=${server}`), ok: 1 }, user: name };
    },
  };
}

module.exports = { scramServer };
