import { z } from 'zod';

export const dnssecFacts = z.strictObject({});
