import { z } from 'zod';

export const daneFacts = z.strictObject({});
