// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.AgentSource;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import org.jspecify.annotations.Nullable;

/** Who acted, for whom and in which session, by the span itself or else by its resource. */
final class Identity {
  private Identity() {}

  static void read(SpanSource source, Draft draft, SpanKind kind, Span.Builder canonical) {
    String id = either(draft, source, Field.AGENT_ID);
    String name = name(draft, source, kind);
    AgentSource from = AgentSource.NONE;
    if (id != null) {
      from = AgentSource.AGENT_ID;
    } else if (name != null) {
      from = AgentSource.AGENT_NAME;
    }
    canonical
        .setAgentId(id == null ? name : id)
        .setAgentName(name)
        .setAgentRole(either(draft, source, Field.AGENT_ROLE))
        .setAgentSource(from)
        .setSessionId(either(draft, source, Field.SESSION_ID))
        .setUserId(either(draft, source, Field.USER_ID));
  }

  private static @Nullable String name(Draft draft, SpanSource source, SpanKind kind) {
    String name = draft.take(Field.AGENT_NAME);
    if (name == null && kind == SpanKind.AGENT) {
      name = draft.take(Field.ENTITY_NAME);
    }
    if (name == null) {
      name = draft.take(Field.AGENT_ALIAS);
    }
    return name == null ? source.resource.peek(Field.AGENT_NAME) : name;
  }

  private static @Nullable String either(Draft draft, SpanSource source, Field<String> field) {
    String said = draft.take(field);
    return said == null ? source.resource.peek(field) : said;
  }
}
