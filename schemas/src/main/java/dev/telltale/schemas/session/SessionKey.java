// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.session;

import dev.telltale.schemas.topic.KeyText;
import java.util.List;

/** One agent's session: two agents may use one session id and still have a session each. */
public record SessionKey(String project, String agent, String session) {
  /** Refuses empty parts and a NUL, which would make two ids look like one to a hash. */
  public SessionKey {
    if (project.isEmpty() || agent.isEmpty() || session.isEmpty()) {
      throw new IllegalArgumentException(
          "session key: an empty part (expected: project, agent and session)");
    }
    if (session.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("session id: holds a NUL (expected: none)");
    }
  }

  /** The key's text: project/agent/session, each part percent-encoded. */
  public String text() {
    return KeyText.slug(project) + '/' + KeyText.slug(agent) + '/' + KeyText.identifier(session);
  }

  /** Reads {@link #text()} back. */
  public static SessionKey parse(String text) {
    List<String> parts = KeyText.parts(text, 3);
    return new SessionKey(parts.get(0), parts.get(1), parts.get(2));
  }
}
