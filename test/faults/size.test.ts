import { describeFaults } from './matrix.ts';
import { sizes } from './size.ts';

describeFaults('size', sizes, 234);
