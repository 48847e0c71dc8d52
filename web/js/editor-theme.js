// The editor's look, in the page's own custom properties: light and dark need no second theme.

import { EditorView } from '@codemirror/view';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';

export const appearance = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'transparent', fontSize: 'var(--code-size)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: 'var(--code-line)', overflow: 'auto', scrollbarWidth: 'thin',
    scrollbarColor: 'var(--scrollbar) transparent' },
  '.cm-content': { padding: '10px 0 14px', caretColor: 'var(--accent)' },
  '.cm-line': { padding: '0 16px 0 6px' },
  '.cm-cursor': { borderLeft: '2px solid var(--accent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, ::selection':
    { background: 'var(--selection) !important' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--active-line)' },
  '.cm-gutters': { backgroundColor: 'transparent', border: 'none', color: 'var(--ink-faint)',
    fontVariantNumeric: 'tabular-nums', userSelect: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 2px 0 10px', minWidth: '30px' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLineGutter': { color: 'var(--ink)' },
  '.cm-counts .cm-gutterElement': { padding: '0 2px', minWidth: '26px', display: 'flex', alignItems: 'center',
    justifyContent: 'flex-end', cursor: 'pointer' },
  '.cm-counts .cm-gutterElement[style*="hidden"]': { cursor: 'default' },
  '.count': { fontFamily: 'var(--sans)', fontSize: '11px', fontWeight: '600', lineHeight: '17px', minWidth: '17px',
    padding: '0 5px', borderRadius: '9px', textAlign: 'center', boxSizing: 'border-box' },
  '.count-plain': { color: 'var(--ink-soft)', backgroundColor: 'var(--badge)' },
  '.count-eager': { color: 'var(--accent-ink)', backgroundColor: 'var(--accent-soft)' },
  '.count-warn': { color: 'var(--warn-ink)', backgroundColor: 'var(--warn-soft)' },
  '.cm-cause': { backgroundColor: 'var(--cause) !important', boxShadow: 'inset 2px 0 var(--accent)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--badge)', outline: 'none' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--danger)',
    textDecorationThickness: '1.5px', textUnderlineOffset: '3px' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--warn)',
    textDecorationThickness: '1.5px', textUnderlineOffset: '3px' },
  '.cm-tooltip': { border: '1px solid var(--line)', borderRadius: '8px', backgroundColor: 'var(--surface)',
    boxShadow: 'var(--shadow)', color: 'var(--ink)', fontFamily: 'var(--sans)', maxWidth: '460px' },
  '.cm-diagnostic': { padding: '8px 12px', fontSize: '13px', lineHeight: '1.45' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--danger)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--warn)' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--ink)', borderColor: 'var(--line)' },
});

export const syntaxColours = syntaxHighlighting(HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], color: 'var(--syn-keyword)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--syn-string)' },
  { tag: [tags.number, tags.bool, tags.null, tags.self], color: 'var(--syn-number)' },
  { tag: tags.comment, color: 'var(--syn-comment)', fontStyle: 'italic' },
  { tag: [tags.definition(tags.className), tags.className], color: 'var(--syn-type)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.function(tags.definition(tags.variableName))], color: 'var(--syn-call)' },
  { tag: tags.propertyName, color: 'var(--syn-property)' },
  { tag: [tags.operator, tags.punctuation], color: 'var(--ink-soft)' },
  { tag: tags.meta, color: 'var(--syn-type)' },
]));
