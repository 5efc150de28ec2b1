// The sidebar's view "Train".
import '../shared/elements';
import { pageStyles } from '../shared/styles';
import './app';

document.adoptedStyleSheets.push(pageStyles);
document.body.dataset['page'] = 'sidebar';
document.body.append(document.createElement('lab-sidebar'));
