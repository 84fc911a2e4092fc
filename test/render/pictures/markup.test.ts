import { expect, test } from 'vitest'
import { element, lines } from '../../../src/render/pictures/markup.ts'

test('a text is only read, in an element and in an attribute', () => {
  expect(element('td', { title: '"><b>' }, '<b>&amp;\uffff').markup).toBe(
    '<td title="&quot;&gt;&lt;b&gt;">&lt;b&gt;&amp;amp;\ufffd</td>',
  )
})

test('an element keeps its order, and what is left out is not written', () => {
  const inner = [element('b', {}, 'one'), undefined, ['two', element('i', {})]]
  expect(element('p', { id: undefined, class: 'x', width: 3 }, inner, '!').markup).toBe(
    '<p class="x" width="3"><b>one</b>two<i></i>!</p>',
  )
})

test('lines stand below each other, without those that are empty', () => {
  expect(lines('<a>', undefined, element('b', {}), '').markup).toBe('&lt;a&gt;\n<b></b>')
})
