import { describeFaults } from './matrix.ts';
import { refusals } from './refusals.ts';

describeFaults('refusals', refusals, 447);
