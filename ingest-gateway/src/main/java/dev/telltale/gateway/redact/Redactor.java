// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import dev.telltale.gateway.rewrite.SpanRewrite;
import dev.telltale.schemas.span.Span;
import java.util.List;

/**
 * Takes secrets and personal data out of canonical spans. A pure function, and one that changes
 * nothing when it is applied again; may be used from any thread.
 *
 * <p>It looks into every text of a span: names, the status message, messages with their tool calls,
 * inputs and outputs, tags, events, links, and attributes of span and resource with their keys,
 * their bytes and their numbers, at any depth. It does not touch ids of spans and traces, counts of
 * tokens, and, unless they are to be hashed, ids of sessions and users.
 */
public final class Redactor {
  private static final int CONTENT_REDACTED =
      Span.getClassSchema().getField("contentRedacted").pos();

  private final RedactionSettings settings;
  private final Rules rules;
  private final KeyRules keys;
  private final Marks marks;
  private final Texts texts;
  private final int sessionRule;
  private final int userRule;

  /** Makes a redactor of checked settings. */
  public Redactor(RedactionSettings settings) {
    this.settings = settings;
    this.rules = new Rules(settings);
    this.keys = new KeyRules(settings, rules);
    this.sessionRule = rules.number(Identity.SESSION);
    this.userRule = rules.number(Identity.USER);
    this.marks = new Marks(List.copyOf(rules.names()), settings);
    this.texts = new Texts(rules, keys, marks);
  }

  /** The names that {@link Redacted#redactions} may have. */
  public List<String> rules() {
    return List.copyOf(rules.names());
  }

  /** The span as it may be stored; the same one when there is nothing to take out. */
  public Redacted redact(Span span) {
    Counts counts = new Counts();
    Identity identity = new Identity(marks, settings, span);
    Span redacted = new Redaction(texts, keys, marks, rules.hasOwn(), identity, counts).span(span);
    if (!counts.isEmpty()) {
      redacted = SpanRewrite.copy(redacted);
      redacted.put(CONTENT_REDACTED, true);
    }
    // An id that is hashed is no content that is missing: it still tells who is who.
    Span stored = identity.put(redacted);
    if (!stored.getSessionId().equals(span.getSessionId())) {
      counts.add(sessionRule);
    }
    if (!stored.getUserId().equals(span.getUserId())) {
      counts.add(userRule);
    }
    return new Redacted(stored, counts.byName(rules.names()));
  }
}
