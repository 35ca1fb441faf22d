// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import dev.telltale.gateway.rewrite.SpanRewrite;
import dev.telltale.schemas.span.Span;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who and which conversation a span belongs to. These ids group spans, so no rule touches them,
 * neither in their fields nor in the attributes that say the same; they can be hashed, and then are
 * in all those places.
 */
final class Identity {
  static final String SESSION = "session-id";
  static final String USER = "user-id";

  private static final int SESSION_FIELD = Span.getClassSchema().getField("sessionId").pos();
  private static final int USER_FIELD = Span.getClassSchema().getField("userId").pos();
  private static final Set<String> KEYS =
      Set.of("session.id", "user.id", "enduser.id", "gen_ai.conversation.id");
  private static final List<String> SESSION_WORDS = List.of("session", "conversation", "thread");

  private final Marks marks;
  private final RedactionSettings settings;
  private final @Nullable String session;
  private final @Nullable String user;

  Identity(Marks marks, RedactionSettings settings, Span span) {
    this.marks = marks;
    this.settings = settings;
    this.session = span.getSessionId().orElse(null);
    this.user = span.getUserId().orElse(null);
  }

  /** True when an attribute says who or which conversation, by its key or by its key and value. */
  boolean isMeant(String key, Object value) {
    if (!(value instanceof String || value instanceof Number)) {
      return false;
    }
    if (KEYS.contains(key)) {
      return true;
    }
    String text = value.toString();
    return (text.equals(session) && isSession(key))
        || (text.equals(user) && key.toLowerCase(Locale.ROOT).contains("user"));
  }

  /** What becomes of such an attribute's value. */
  Object value(String key, Object value) {
    String text = value.toString();
    boolean ofSession = !text.equals(user) && isSession(key);
    String kept = ofSession ? session(text) : user(text);
    return kept.equals(text) ? value : kept;
  }

  /** The span with the ids that are stored. */
  Span put(Span span) {
    String newSession = session == null ? null : session(session);
    String newUser = user == null ? null : user(user);
    if (Objects.equals(newSession, session) && Objects.equals(newUser, user)) {
      return span;
    }
    Span copy = SpanRewrite.copy(span);
    copy.put(SESSION_FIELD, newSession);
    copy.put(USER_FIELD, newUser);
    return copy;
  }

  private String session(String id) {
    return settings.hashSessionIds() ? marks.id(SESSION, id) : id;
  }

  private String user(String id) {
    return settings.hashUserIds() ? marks.id(USER, id) : id;
  }

  private static boolean isSession(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return SESSION_WORDS.stream().anyMatch(lower::contains);
  }
}
