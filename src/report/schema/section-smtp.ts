import { z } from 'zod';

export const smtpFacts = z.strictObject({});
