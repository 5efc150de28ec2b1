import { type TemplateResult, html, nothing } from 'lit';

import { type CodeTarget, isCodeTarget, targetFiles } from '../../src/spec/codeTargets';
import { sectionView } from '../panel/section';
import type { PageStore } from '../shared/store';
import { isOpen, keptText, keepText } from '../shared/uiState';
import './codePreview';

const id = 'code';

/** The program that Train will leave, before it is pressed. Folded, and nothing is asked for before it is opened. */
export function codeSection(store: PageStore): TemplateResult | typeof nothing {
  const { state, draft } = store;
  if (!state?.profile || !draft) return nothing;
  const { sha256, complete, rows } = state.profile;
  const kept = keptText(id);
  const target: CodeTarget = isCodeTarget(kept) ? kept : 'keras';
  return html`<div class="code-preview">
    ${sectionView(store, { id, heading: 'Code', description: `${targetFiles[target].label}, as the form says` }, () =>
      isOpen(id, false)
        ? html`<lab-code-preview
            .draft=${draft}
            .fileKey=${JSON.stringify([state.filePath, sha256, complete, rows])}
            .target=${target}
            .ask=${(params: Parameters<PageStore['code']>[0]) => store.code(params)}
            .choose=${(chosen: CodeTarget) => {
              keepText(id, chosen);
              store.refresh();
            }}
          ></lab-code-preview>`
        : nothing,
    )}
  </div>`;
}
