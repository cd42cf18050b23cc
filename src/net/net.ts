import { createHttps, type HttpsOptions } from './https.ts';
import { createSmtp, type SmtpOptions } from './smtp.ts';
import type { OpenNet } from './types.ts';

export interface NetOptions extends HttpsOptions, Omit<SmtpOptions, 'trust'> {}

/** The network, as far as an audit needs it beside the DNS. Nothing is opened before it is asked for. */
export function createNet(options: NetOptions = {}): OpenNet {
  const { ca = [], now = () => new Date() } = options;
  const { https, closeHttps } = createHttps(options);
  const { smtp, closeSmtp } = createSmtp({ ...options, trust: { ca, now } });
  return {
    https,
    smtp,
    close: async () => {
      closeHttps();
      closeSmtp();
    },
  };
}
