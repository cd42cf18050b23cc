import { aliases } from './aliases.ts';
import { describeFaults } from './matrix.ts';

describeFaults('aliases and denials', aliases, 400);
