import { malformations } from './malformed.ts';
import { describeFaults } from './matrix.ts';

describeFaults('malformed and misplaced answers', malformations, 462);
