import { z } from 'zod';
import { lookupStatus } from './common.ts';

export const tlsRptFacts = z.strictObject({ status: lookupStatus });
