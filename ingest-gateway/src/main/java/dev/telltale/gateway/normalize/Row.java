// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

/** One line of the mapping: what an attribute's key means. */
sealed interface Row {
  /** The key; {@code #} stands for an index. */
  String key();

  /**
   * The attribute is a candidate for a field.
   *
   * @param rank of several candidates the one with the lowest rank is taken; ranks run across all
   *     conventions, with gaps for those to come
   */
  record FieldRow<T>(String key, int rank, Field<T> field) implements Row {}

  /** The attribute is a part of a message. */
  record MessageRow(String key, Side side, Part part) implements Row {}

  /** The list of messages that a part belongs to. */
  enum Side {
    INPUT,
    OUTPUT,
    /** Texts of the time before chats; stand in for the input. */
    PROMPT,
    /** Texts of the time before chats; stand in for the output. */
    COMPLETION
  }

  /** Puts a value in its place. */
  interface Part {
    /**
     * Puts it.
     *
     * @param index the key's second index, -1 when it has only one
     * @return false when there is no place for it
     */
    boolean put(MessageDraft message, int index, Text text);
  }

  /**
   * A value, and where it stands among the span's attributes, to give it back when it turns out not
   * to be needed.
   */
  record Text(String value, int position) {}
}
