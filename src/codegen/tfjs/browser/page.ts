import { browserPageFile } from '../../../spec/codeTargets';
import { isLayersChain, needsCustomTfjsLayers } from '../../../spec/tfjs';
import type { GeneratedFile } from '../../generate';
import { layOut, type Code } from '../../layout';
import type { Pipeline } from '../../pipeline';
import { titleLines } from '../../title';
import type { PageForm } from './form';
import { forecastForm } from './forecastForm';
import { library } from './library';
import { pageStyle } from './rowReading';
import { sequencesForm } from './sequencesForm';
import { textForm } from './textForm';
import { writingForm } from './writingForm';

/** The page that predicts with `model/` in a browser; none where `tf.loadLayersModel` cannot load the network. */
export function browserPage(pipeline: Pipeline): GeneratedFile[] {
  const { network, shapes } = pipeline;
  const form = isLayersChain(network, shapes) ? formOf(pipeline) : null;
  return form ? [{ path: browserPageFile, text: pageText(pipeline, form) }] : [];
}

function formOf(pipeline: Pipeline): PageForm | null {
  switch (pipeline.kind) {
    case 'forecast':
      return forecastForm(pipeline);
    case 'sequences':
      return sequencesForm(pipeline);
    case 'texts':
      return textForm(pipeline);
    case 'writing':
      return writingForm(pipeline);
    case 'pairs':
      return null;
  }
}

function pageText(pipeline: Pipeline, { asked, height, choosesSeries, needs, script }: PageForm): string {
  const custom = needsCustomTfjsLayers(pipeline.experiment);
  const needed: Code = { open: '{', items: needs, close: '}', padded: true };
  return [
    '<!doctype html>',
    '<!--',
    ...titleLines(pipeline).map((line) => (line === '' ? '' : `  ${line}`)),
    '  Needs:  a web server that shows the folder above: npx http-server ..',
    `  Open:   http://localhost:8080/code/${browserPageFile}`,
    '-->',
    '<html lang="en">',
    '  <head>',
    '    <meta charset="utf-8" />',
    '    <title>Predict</title>',
    '    <script',
    `      src="${library.url}"`,
    `      integrity="${library.integrity}"`,
    '      crossorigin="anonymous"',
    '    ></script>',
    '  </head>',
    '  <body>',
    '    <form>',
    ...(choosesSeries
      ? [
          '      <p><label for="series">Scaled as this series:</label></p>',
          '      <p><select id="series"></select></p>',
        ]
      : []),
    `      <p><label for="field">${asked}</label></p>`,
    `      <p><textarea id="field" rows="${height}" cols="60"></textarea></p>`,
    '      <p><button disabled>Predict</button></p>',
    '    </form>',
    '    <pre><output>Loading…</output></pre>',
    '    <script type="module">',
    ...[
      ...(custom ? ['import { registerCustomLayers } from "../model/custom-layers.mjs";', ''] : []),
      'const [form] = document.forms;',
      'const { field } = form.elements;',
      'const output = document.querySelector("output");',
      '',
      '// As exact as the run, and fast enough for one prediction.',
      'await tf.setBackend("cpu");',
      ...(custom ? ['registerCustomLayers(tf);'] : []),
      'const model = await tf.loadLayersModel("../model/model.json");',
      'const response = await fetch("../preprocessing.json");',
      ...layOut(pageStyle, 0, 'const ', needed, ' = await response.json();').split('\n'),
      '',
      ...script,
      '',
      'form.onsubmit = (event) => {',
      '  event.preventDefault();',
      '  try {',
      '    output.textContent = predict(field.value);',
      '  } catch ({ message }) {',
      '    output.textContent = message;',
      '  }',
      '};',
      'output.textContent = "";',
      'form.querySelector("button").disabled = false;',
    ].map((line) => (line === '' ? '' : `      ${line}`)),
    '    </script>',
    '  </body>',
    '</html>',
    '',
  ].join('\n');
}
