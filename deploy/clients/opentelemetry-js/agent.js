// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0

// An agent that writes its own spans, in the words of OpenTelemetry's conventions for generative AI.
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

// Endpoint, headers and compression are OTEL_EXPORTER_OTLP_…; the protocol is a choice of packages.
const exporters = { 'http/protobuf': ProtobufExporter, 'http/json': JsonExporter, grpc: GrpcExporter };
const Exporter = exporters[process.env.OTEL_EXPORTER_OTLP_PROTOCOL ?? 'http/protobuf'];
const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(new Exporter())] });
provider.register();

const tracer = trace.getTracer('order-desk');
const session = process.argv[2] ?? 'chat-1';
const tools = { lookup_order: () => ({ status: 'shipped' }) };
const messages = [{ role: 'system', content: 'You are the order desk. Be brief.' }];

/** A span around some work; a failure is told and thrown on. */
function inSpan(name, attributes, work) {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span);
    } catch (e) {
      span.recordException(e);
      span.setStatus({ code: SpanStatusCode.ERROR, message: e.message });
      throw e;
    } finally {
      span.end();
    }
  });
}

/** A message of OpenAI's API as a message of the conventions. */
function asParts({ role, content, tool_calls: calls = [], tool_call_id: id }) {
  if (role === 'tool') {
    return { role, parts: [{ type: 'tool_call_response', id, response: content }] };
  }
  const parts = content ? [{ type: 'text', content }] : [];
  calls.forEach(({ id, function: { name, arguments: args } }) =>
    parts.push({ type: 'tool_call', id, name, arguments: JSON.parse(args) }),
  );
  return { role, parts };
}

async function chat() {
  const request = { model: 'gpt-4o-mini', messages };
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': request.model,
    'gen_ai.input.messages': JSON.stringify(messages.map(asParts)),
  };
  return inSpan(`chat ${request.model}`, attributes, async (span) => {
    const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(request),
    });
    const { model, choices, usage } = await response.json();
    span.setAttributes({
      'gen_ai.response.model': model,
      'gen_ai.output.messages': JSON.stringify([asParts(choices[0].message)]),
      'gen_ai.usage.input_tokens': usage.prompt_tokens,
      'gen_ai.usage.output_tokens': usage.completion_tokens,
    });
    return choices[0].message;
  });
}

async function call({ id, function: { name, arguments: args } }) {
  const attributes = {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': name,
    'gen_ai.tool.call.id': id,
    'gen_ai.tool.call.arguments': args,
  };
  return inSpan(`execute_tool ${name}`, attributes, async (span) => {
    const result = JSON.stringify(await tools[name](JSON.parse(args)));
    span.setAttribute('gen_ai.tool.call.result', result);
    return { role: 'tool', tool_call_id: id, content: result };
  });
}

/** One turn is one trace; the conversation's id holds turns together. */
async function turn(question) {
  const attributes = {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.id': 'order-desk',
    'gen_ai.conversation.id': session,
    'user.id': 'u-7',
  };
  await inSpan('invoke_agent order-desk', attributes, async (span) => {
    messages.push({ role: 'user', content: question });
    let answer = await chat();
    messages.push(answer);
    while (answer.tool_calls?.length > 0) {
      messages.push(...(await Promise.all(answer.tool_calls.map(call))));
      answer = await chat();
      messages.push(answer);
    }
    console.log(answer.content);
    console.log(`./telltale trace show ${span.spanContext().traceId}`);
  });
}

await turn('Where is my order A1?');
await turn('When will it arrive?');
await provider.shutdown(); // what is still in the queue is lost without it
