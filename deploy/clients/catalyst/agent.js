// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0

// An agent with Catalyst's SDK: it patches OpenAI's, and agentSpan says whose calls these are.
import { SpanKindValues, agentSpan, manualSpan, setup } from '@inference/tracing';
import OpenAI from 'openai';

const tracing = await setup({ serviceName: 'shop', modules: { openai: OpenAI } });
const openai = new OpenAI();

const session = process.argv[2] ?? 'chat-1';
const tools = { lookup_order: () => ({ status: 'shipped' }) };
const messages = [{ role: 'system', content: 'You are the order desk. Be brief.' }];

async function chat() {
  const { choices } = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages });
  messages.push(choices[0].message);
  return choices[0].message;
}

function call({ id, function: { name, arguments: args } }) {
  const options = { spanName: name, spanKind: SpanKindValues.TOOL, toolName: name, toolCallId: id };
  return manualSpan({ ...options, input: args }, async (span) => {
    const result = JSON.stringify(await tools[name](JSON.parse(args)));
    span.setOutput(result);
    return { role: 'tool', tool_call_id: id, content: result };
  });
}

function turn(question) {
  const agent = { agentId: 'order-desk', sessionId: session, userId: 'u-7' };
  return agentSpan(agent, async (span) => {
    span.setInput(question);
    messages.push({ role: 'user', content: question });
    let answer = await chat();
    while (answer.tool_calls?.length > 0) {
      messages.push(...(await Promise.all(answer.tool_calls.map(call))));
      answer = await chat();
    }
    span.setOutput(answer.content);
    console.log(answer.content);
    console.log(`./telltale trace show ${span.raw.spanContext().traceId}`);
  });
}

await turn('Where is my order A1?');
await turn('When will it arrive?');
await tracing.shutdown();
