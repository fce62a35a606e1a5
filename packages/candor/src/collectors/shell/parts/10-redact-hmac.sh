
# The redactor is one awk program; parts are joined in the temporary folder.
write_redactor() {
  if awk 'BEGIN { exit xor(5, 3) != 6 }' 2>/dev/null </dev/null; then
    echo 'function bx(a, b) { return xor(a, b) } function bx_init() {}' >"$W/redact.awk"
  else
    cat >"$W/redact.awk" <<'AWK'
function bx_init(  a, b, x, p, q, bit) {
  for (a = 0; a < 16; a++) for (b = 0; b < 16; b++) {
    x = 0; p = a; q = b
    for (bit = 1; bit < 16; bit *= 2) { if (p % 2 != q % 2) x += bit; p = int(p / 2); q = int(q / 2) }
    XN[a * 16 + b] = x
  }
  for (a = 0; a < 256; a++) for (b = 0; b < 256; b++) XT[a * 256 + b] = XN[int(a / 16) * 16 + int(b / 16)] * 16 + XN[(a % 16) * 16 + b % 16]
}
function bx(a, b) {
  return XT[int(a / 16777216) * 256 + int(b / 16777216)] * 16777216 + XT[int(a / 65536) % 256 * 256 + int(b / 65536) % 256] * 65536 + XT[int(a / 256) % 256 * 256 + int(b / 256) % 256] * 256 + XT[a % 256 * 256 + b % 256]
}
AWK
  fi
  cat >>"$W/redact.awk" <<'AWK'
function ba(a, b) { return (a + b - bx(a, b)) / 2 }
function rr(x, n) { return int(x / P2[n]) + (x % P2[n]) * P2[32 - n] }
function sha_init(  i, j, n, prime, hex, c) {
  bx_init()
  P2[0] = 1
  for (i = 1; i <= 32; i++) P2[i] = P2[i - 1] * 2
  for (i = 0; i < 256; i++) { c = sprintf("%c", i); if (i > 0) ORD[c] = i }
  hex = "428a2f9871374491b5c0fbcfe9b5dba53956c25b59f111f1923f82a4ab1c5ed5d807aa9812835b01243185be550c7dc372be5d7480deb1fe9bdc06a7c19bf174e49b69c1efbe47860fc19dc6240ca1cc2de92c6f4a7484aa5cb0a9dc76f988da983e5152a831c66db00327c8bf597fc7c6e00bf3d5a7914706ca63511429296727b70a852e1b21384d2c6dfc53380d13650a7354766a0abb81c2c92e92722c85a2bfe8a1a81a664bc24b8b70c76c51a3d192e819d6990624f40e3585106aa07019a4c1161e376c082748774c34b0bcb5391c0cb34ed8aa4a5b9cca4f682e6ff3748f82ee78a5636f84c878148cc7020890befffaa4506cebbef9a3f7c67178f2"
  for (i = 0; i < 64; i++) KC[i] = unhex(substr(hex, i * 8 + 1, 8))
  hex = "6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19"
  for (i = 0; i < 8; i++) HI[i] = unhex(substr(hex, i * 8 + 1, 8))
  SHA_READY = 1
}
function unhex(text,  i, value) {
  value = 0
  for (i = 1; i <= length(text); i++) value = value * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
  return value
}
# One block of 16 words BL[0..15] into the state ST.
function sha_block(  i, a, b, c, d, e, f, g, h, s0, s1, t1, t2, ab, bc) {
  for (i = 16; i < 64; i++) {
    s0 = bx(bx(rr(BL[i - 15], 7), rr(BL[i - 15], 18)), int(BL[i - 15] / 8))
    s1 = bx(bx(rr(BL[i - 2], 17), rr(BL[i - 2], 19)), int(BL[i - 2] / 1024))
    BL[i] = (BL[i - 16] + s0 + BL[i - 7] + s1) % 4294967296
  }
  a = ST[0]; b = ST[1]; c = ST[2]; d = ST[3]; e = ST[4]; f = ST[5]; g = ST[6]; h = ST[7]
  for (i = 0; i < 64; i++) {
    s1 = bx(bx(rr(e, 6), rr(e, 11)), rr(e, 25))
    t1 = (h + s1 + bx(g, ba(e, bx(f, g))) + KC[i] + BL[i]) % 4294967296
    s0 = bx(bx(rr(a, 2), rr(a, 13)), rr(a, 22))
    ab = bx(a, b); bc = bx(b, c)
    t2 = (s0 + bx(ba(ab, bc), b)) % 4294967296
    h = g; g = f; f = e; e = (d + t1) % 4294967296; d = c; c = b; b = a; a = (t1 + t2) % 4294967296
  }
  ST[0] = (ST[0] + a) % 4294967296; ST[1] = (ST[1] + b) % 4294967296; ST[2] = (ST[2] + c) % 4294967296; ST[3] = (ST[3] + d) % 4294967296
  ST[4] = (ST[4] + e) % 4294967296; ST[5] = (ST[5] + f) % 4294967296; ST[6] = (ST[6] + g) % 4294967296; ST[7] = (ST[7] + h) % 4294967296
}
# The rest of a message whose first block was done already: bytes BY[0..n-1], 64 bytes before them.
function sha_finish(n,  total, i, j, k) {
  total = n + 64
  BY[n] = 128
  for (k = n + 1; k % 64 != 56; k++) BY[k] = 0
  for (i = 0; i < 4; i++) BY[k + i] = 0
  BY[k + 4] = int(total * 8 / 16777216) % 256; BY[k + 5] = int(total * 8 / 65536) % 256; BY[k + 6] = int(total * 8 / 256) % 256; BY[k + 7] = total * 8 % 256
  for (i = 0; i < k + 8; i += 64) {
    for (j = 0; j < 16; j++) BL[j] = ((BY[i + j * 4] * 256 + BY[i + j * 4 + 1]) * 256 + BY[i + j * 4 + 2]) * 256 + BY[i + j * 4 + 3]
    sha_block()
  }
}
function key_state(pad, into,  i, j, word) {
  for (i = 0; i < 8; i++) ST[i] = HI[i]
  for (i = 0; i < 16; i++) {
    word = 0
    for (j = 0; j < 4; j++) word = word * 256 + bx(pad, (i * 4 + j) * 2 < length(KEY) ? unhex(substr(KEY, (i * 4 + j) * 2 + 1, 2)) : 0)
    BL[i] = word
  }
  sha_block()
  for (i = 0; i < 8; i++) into[i] = ST[i]
}
# First 12 hexadecimal digits of HMAC-SHA256 (RFC 2104) with this run's key.
function hmac(text,  i, n, digest) {
  if (!SHA_READY) {
    sha_init()
    getline KEY < "/proc/self/fd/7"
    key_state(54, INNER); key_state(92, OUTER)
  }
  for (i = 0; i < 8; i++) ST[i] = INNER[i]
  n = length(text)
  for (i = 0; i < n; i++) BY[i] = ORD[substr(text, i + 1, 1)] + 0
  sha_finish(n)
  for (i = 0; i < 8; i++) { BY[i * 4] = int(ST[i] / 16777216); BY[i * 4 + 1] = int(ST[i] / 65536) % 256; BY[i * 4 + 2] = int(ST[i] / 256) % 256; BY[i * 4 + 3] = ST[i] % 256 }
  for (i = 0; i < 8; i++) ST[i] = OUTER[i]
  sha_finish(32)
  return substr(sprintf("%04x%04x%04x%04x", int(ST[0] / 65536), ST[0] % 65536, int(ST[1] / 65536), ST[1] % 65536), 1, 12)
}
# By squaring: the awk of a small busybox has no log().
function log2(x,  whole, part, step) {
  whole = 0; part = 0
  while (x >= 2) { x /= 2; whole++ }
  for (step = 0.5; step > 0.0000001; step /= 2) { x *= x; if (x >= 2) { x /= 2; part += step } }
  return whole + part
}
# weak, example or strong: words of templates, then length and Shannon entropy.
function strength(s,  i, n, c, count, bits) {
  if (tolower(substr(s, 1, 200)) ~ /change[-_ ]?(me|this|it)|example|placeholder|your[-_ ]|replace|dummy|sample|default|secret|passw|letmein|qwerty|12345|abcdef|admin|root$|test|demo|todo|xxxx|foobar/) return "example"
  n = length(s)
  if (n < 16) return "weak"
  split("", count)
  for (i = 1; i <= n; i++) { c = substr(s, i, 1); count[c]++ }
  bits = 0
  for (c in count) bits += count[c] * log2(n / count[c])
  return bits >= 80 ? "strong" : "weak"
}
function characters(s,  n) { n = length(s); gsub(/[\200-\277]/, "", s); return length(s) }
function is_fingerprint(s) { return s ~ /^(hmac-)?sha256:[0-9a-f]+:[0-9]+(:(weak|example|strong))?$/ }
function fingerprint(s) {
  if (s == "" || is_fingerprint(s)) return s
  if (!(s in PRINTS)) PRINTS[s] = "hmac-sha256:" hmac(s) ":" characters(s) ":" strength(s)
  return PRINTS[s]
}
AWK
}
