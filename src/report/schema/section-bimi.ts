import { z } from 'zod';
import { lookupStatus } from './common.ts';

export const bimiFacts = z.strictObject({ status: lookupStatus });
