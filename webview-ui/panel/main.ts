// The panel's page. The host's HTML loads the codicon stylesheet (`<link id="vscode-codicon-stylesheet">`) and this
// script as a module; everything else is made here.
import '../shared/elements';
import { placeSelectLists } from '../shared/selectPlacement';
import { pageStyles } from '../shared/styles';
import './app';

placeSelectLists(document);
document.adoptedStyleSheets.push(pageStyles);
document.body.append(document.createElement('lab-panel'));
