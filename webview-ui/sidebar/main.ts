// The sidebar's view "Train".
import '../shared/elements';
import { placeSelectLists } from '../shared/selectPlacement';
import { pageStyles } from '../shared/styles';
import './app';

placeSelectLists(document);
document.adoptedStyleSheets.push(pageStyles);
document.body.dataset['page'] = 'sidebar';
document.body.append(document.createElement('lab-sidebar'));
