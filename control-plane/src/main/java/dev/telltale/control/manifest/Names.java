// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.topic.KeyText;

/** Reads what every document has: the agent, the signal, and names that people or keys use. */
final class Names {
  static final int LONGEST = 200;
  private static final int LONGEST_SLUG = 100;

  private Names() {}

  /** The signal that a document names; noted when it is no name. */
  static SignalName signal(Fields fields) {
    String agent = fields.get("agent").word(LONGEST);
    return new SignalName(agent == null ? "" : agent, slug(fields.get("signal")));
  }

  /** The same without a word about what is wrong with it. */
  static SignalName written(Fields fields) {
    return new SignalName(fields.get("agent").written(), fields.get("signal").written());
  }

  /** A name that is part of keys; empty, and noted, when it is none. */
  static String slug(Value field) {
    String slug = field.raw("lower-case letters, digits, . _ -");
    if (slug != null && (!KeyText.isSlug(slug) || slug.length() > LONGEST_SLUG)) {
      field.problem(
          Value.shown(slug)
              + " (expected: lower-case letters, digits, . _ -, at most "
              + LONGEST_SLUG
              + ")");
    }
    return slug == null ? "" : slug;
  }
}
