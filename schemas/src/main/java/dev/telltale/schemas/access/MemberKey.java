// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.access;

import dev.telltale.schemas.topic.KeyText;
import java.util.List;

/** A member of a project. */
public record MemberKey(String project, String member) {
  /** The key's text: project/member, each part percent-encoded. */
  public String text() {
    return KeyText.slug(project) + '/' + KeyText.slug(member);
  }

  /** Reads {@link #text()} back. */
  public static MemberKey parse(String text) {
    List<String> parts = KeyText.parts(text, 2);
    return new MemberKey(parts.get(0), parts.get(1));
  }
}
