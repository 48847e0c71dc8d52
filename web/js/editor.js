// <orm-editor>: one code cell. CodeMirror 6 inside a shadow root, so that its style rules go into
// constructed sheets and the page's Content Security Policy needs no exception.
//
// It knows no application state. The Yew component `components/editor.rs` sets the properties
// `value`, `diagnostics`, `marks` and `highlight`, and listens to the events `edit`, `run`, `pick`.

import { EditorState, StateEffect, StateField, RangeSet, Annotation } from '@codemirror/state';
import {
  EditorView, Decoration, GutterMarker, keymap, gutter, lineNumbers, drawSelection,
  highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars,
} from '@codemirror/view';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { setDiagnostics, lintKeymap } from '@codemirror/lint';
import { python } from '@codemirror/lang-python';
import { appearance, syntaxColours } from './editor-theme.js';

const fromOutside = Annotation.define();
const setMarks = StateEffect.define();
const setHighlight = StateEffect.define();

/** What a line sent to the database: a count in the gutter, e.g. `×6`. */
class CountMarker extends GutterMarker {
  constructor(mark) {
    super();
    this.mark = mark;
  }
  eq(other) {
    return this.mark.count === other.mark.count && this.mark.tone === other.mark.tone;
  }
  toDOM() {
    const badge = document.createElement('span');
    badge.className = `count count-${this.mark.tone}`;
    badge.textContent = this.mark.count > 999 ? '999+' : String(this.mark.count);
    badge.title = this.mark.title;
    return badge;
  }
}

const countField = StateField.define({
  create: () => RangeSet.empty,
  update(set, transaction) {
    set = set.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) set = countMarkers(transaction.state.doc, effect.value);
    }
    return set;
  },
});

function countMarkers(doc, marks) {
  const onLines = marks.filter((mark) => mark.line >= 1 && mark.line <= doc.lines);
  const ranges = onLines.map((mark) => new CountMarker(mark).range(doc.line(mark.line).from));
  return RangeSet.of(ranges, true);
}

const highlightField = StateField.define({
  create: () => Decoration.none,
  update(set, transaction) {
    set = set.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setHighlight)) set = lineDecorations(transaction.state.doc, effect.value);
    }
    return set;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function lineDecorations(doc, lines) {
  const known = [...new Set(lines)].filter((line) => line >= 1 && line <= doc.lines);
  const decoration = Decoration.line({ class: 'cm-cause' });
  return Decoration.set(known.map((line) => decoration.range(doc.line(line).from)), true);
}

/** Positions from the report (line from 1, column from 0) as document offsets, kept inside the text. */
function toDiagnostic(doc, item) {
  const line = doc.line(Math.min(Math.max(item.line, 1), doc.lines));
  const indent = line.text.length - line.text.trimStart().length;
  const from = line.from + Math.min(item.column ?? indent, line.length);
  const lastLine = doc.line(Math.min(Math.max(item.endLine ?? item.line, item.line), doc.lines));
  const end = item.endColumn == null ? line.to : lastLine.from + Math.min(item.endColumn, lastLine.length);
  // An error at a line's end is shown under its last character: there is nothing else to see.
  const seen = from < line.to || from === line.from ? from : from - 1;
  return { from: seen, to: Math.max(end, from), severity: item.severity ?? 'error', message: item.message };
}

class OrmEditor extends HTMLElement {
  #view = null;
  #text = '';
  #marks = [];
  #diagnostics = [];
  #highlight = [];

  connectedCallback() {
    this.#adoptEarlyProperties();
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    this.#view = new EditorView({ root, parent: root, state: this.#freshState() });
    this.#view.dispatch({ effects: [setMarks.of(this.#marks), setHighlight.of(this.#highlight)] });
    this.#showDiagnostics();
  }

  disconnectedCallback() {
    this.#view?.destroy();
    this.#view = null;
  }

  /** Properties that were set before this module had loaded are own properties: take them over. */
  #adoptEarlyProperties() {
    for (const name of ['value', 'marks', 'diagnostics', 'highlight']) {
      if (!Object.hasOwn(this, name)) continue;
      const early = this[name];
      delete this[name];
      this[name] = early;
    }
  }

  #freshState() {
    return EditorState.create({
      doc: this.#text,
      extensions: [
        lineNumbers(), gutter({ class: 'cm-counts', markers: (view) => view.state.field(countField),
          initialSpacer: () => new CountMarker({ count: 99, tone: 'plain', title: '' }),
          domEventHandlers: { click: (view, block) => this.#pick(view, block) } }),
        highlightActiveLineGutter(), highlightSpecialChars(), history(), drawSelection(),
        indentOnInput(), indentUnit.of('    '), bracketMatching(), closeBrackets(), highlightActiveLine(),
        countField, highlightField, python(), syntaxColours, appearance,
        keymap.of([
          { key: 'Mod-Enter', run: () => this.#send('run') },
          ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap, indentWithTab,
        ]),
        EditorView.contentAttributes.of({
          'aria-label': this.getAttribute('label') ?? 'Code', 'aria-description': 'Escape, then Tab leaves the editor.', autocapitalize: 'off',
          autocorrect: 'off', tabindex: '0', autocomplete: 'off', spellcheck: 'false', translate: 'no',
        }),
        EditorView.updateListener.of((update) => this.#updated(update)),
      ],
    });
  }

  #updated(update) {
    if (!update.docChanged) return;
    this.#text = update.state.doc.toString();
    if (!update.transactions.some((each) => each.annotation(fromOutside))) this.#send('edit', this.#text);
  }

  #pick(view, block) {
    this.#send('pick', view.state.doc.lineAt(block.from).number);
    return true;
  }

  #send(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
    return true;
  }

  #showDiagnostics() {
    const { state } = this.#view;
    this.#view.dispatch(setDiagnostics(state, this.#diagnostics.map((item) => toDiagnostic(state.doc, item))));
  }

  get value() {
    return this.#text;
  }
  set value(text) {
    if (text === this.#text) return;
    this.#text = text;
    if (!this.#view) return;
    const changes = { from: 0, to: this.#view.state.doc.length, insert: text };
    this.#view.dispatch({ changes, annotations: fromOutside.of(true), scrollIntoView: false });
  }

  set marks(marks) {
    this.#marks = marks;
    this.#view?.dispatch({ effects: setMarks.of(marks) });
  }

  set diagnostics(diagnostics) {
    this.#diagnostics = diagnostics;
    if (this.#view) this.#showDiagnostics();
  }

  set highlight(lines) {
    this.#highlight = lines;
    this.#view?.dispatch({ effects: setHighlight.of(lines) });
  }

  /** Brings a line into sight without moving the focus. */
  reveal(line) {
    if (!this.#view || line < 1 || line > this.#view.state.doc.lines) return;
    const at = this.#view.state.doc.line(line).from;
    this.#view.dispatch({ effects: EditorView.scrollIntoView(at, { y: 'nearest', yMargin: 24 }) });
  }

  focus() {
    this.#view?.focus();
  }
}

customElements.define('orm-editor', OrmEditor);
