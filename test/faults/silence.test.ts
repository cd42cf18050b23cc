import { describeFaults } from './matrix.ts';
import { silences } from './silence.ts';

describeFaults('silence', silences, 366);
