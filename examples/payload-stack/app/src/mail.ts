import type { EmailAdapter } from 'payload';

/**
 * No mail server is set up, so mails are refused. Payload's own stand-in writes them to the log, and with them the
 * links that reset a password; put `@payloadcms/email-nodemailer` here when there is a server.
 */
export const noMail: EmailAdapter = ({ payload }) => ({
  name: 'none',
  defaultFromAddress: 'no-reply@station.example',
  defaultFromName: 'Station',
  sendEmail: async () => payload.logger.warn({ msg: 'a mail was not sent: no mail server is set up' }),
});
