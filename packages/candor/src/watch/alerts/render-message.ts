import type { Message } from './alert.js';
import { type Channel, longestText, ntfyPriority } from './channel.js';

/** What is posted to a channel that speaks HTTP. */
export interface Post {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Renders a message for one channel. Text of the host cannot mention people, make links or leave its line. */
export function renderMessage(type: Exclude<Channel['type'], 'smtp' | 'apprise'>, message: Message, id: string): Post {
  const json = { 'content-type': 'application/json', 'idempotency-key': id };
  const title = plain(message.title).replace(/\n/g, ' ').slice(0, 200);
  const text = plain(message.text).slice(0, longestText - title.length - 20);
  switch (type) {
    case 'webhook':
      return {
        headers: json,
        body: JSON.stringify({ id, ...message, title, text: plain(message.text).slice(0, 20_000) }),
      };
    case 'slack':
      return { headers: json, body: JSON.stringify({ text: slackText(`*[${message.severity}]* ${title}\n${text}`) }) };
    case 'discord':
      return {
        headers: json,
        body: JSON.stringify({
          content: discordText(`[${message.severity}] ${title}\n${text}`),
          allowed_mentions: { parse: [] },
          flags: 4, // SUPPRESS_EMBEDS: an address of an attacker is not fetched for a preview
        }),
      };
    case 'ntfy':
      return {
        headers: {
          title: headerText(`[${message.severity}] ${title}`),
          priority: String(ntfyPriority[message.severity]),
          'idempotency-key': id,
        },
        body: text,
      };
    default: {
      const never: never = type;
      return never;
    }
  }
}

/** Control and direction characters become `?`; line ends stay. */
export function plain(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, '?');
}

/** Slack's three control characters (api.slack.com, "Formatting text for app surfaces"). */
function slackText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Discord's Markdown characters, escaped. */
function discordText(text: string): string {
  return text.replace(/[*_~`|\\<>#[\]()]/g, '\\$&').slice(0, 1_990);
}

/** RFC 2047 for what is no ASCII; ntfy reads it. */
function headerText(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text.slice(0, 150)).toString('base64')}?=`;
}
