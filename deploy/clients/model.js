// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0

// A model that says the same to everyone, as OpenAI's API would: for trying the examples without a key and a bill.
import { createServer } from 'node:http';

const LOOKUP = {
  id: 'call_1',
  type: 'function',
  function: { name: 'lookup_order', arguments: '{"order_id":"A1"}' },
};

function answer(messages) {
  const last = messages.at(-1);
  if (last.role === 'tool') {
    return { content: 'Order A1 was shipped.' };
  }
  return text(last).startsWith('Where')
    ? { content: null, tool_calls: [LOOKUP] }
    : { content: 'It arrives tomorrow.' };
}

function text({ content }) {
  return typeof content === 'string' ? content : content.map((part) => part.text).join('');
}

function reply({ model, messages, stream }) {
  const message = { role: 'assistant', ...answer(messages) };
  const prompt = 10 * messages.length;
  const usage = { prompt_tokens: prompt, completion_tokens: 5, total_tokens: prompt + 5 };
  const finish = message.tool_calls ? 'tool_calls' : 'stop';
  const body = {
    id: `chatcmpl-${messages.length}`,
    object: stream ? 'chat.completion.chunk' : 'chat.completion',
    created: 1_760_000_000,
    model: `${model}-2024-07-18`,
  };
  const choice = (part, reason) => ({ ...body, choices: [{ index: 0, ...part, finish_reason: reason }] });
  if (!stream) {
    return { ...choice({ message }, finish), usage };
  }
  const words = (message.content ?? '').split(/(?<= )/);
  return [
    ...words.map((content) => choice({ delta: { role: 'assistant', content } }, null)),
    choice({ delta: {} }, finish),
    { ...body, choices: [], usage },
  ];
}

async function read(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
  }
  return JSON.parse(text);
}

const server = createServer(async (request, response) => {
  const said = reply(await read(request));
  if (Array.isArray(said)) {
    response.setHeader('content-type', 'text/event-stream');
    said.forEach((event) => response.write(`data: ${JSON.stringify(event)}\n\n`));
    response.end('data: [DONE]\n\n');
  } else {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(said));
  }
});

server.listen(Number(process.env.PORT ?? 8123), '127.0.0.1', () => {
  console.log(`export OPENAI_BASE_URL=http://127.0.0.1:${server.address().port}/v1 OPENAI_API_KEY=none`);
});
