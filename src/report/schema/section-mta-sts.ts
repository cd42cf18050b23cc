import { z } from 'zod';
import { lookupStatus } from './common.ts';

export const mtaStsFacts = z.strictObject({ status: lookupStatus });
