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
   *     conventions, with gaps for those to come. From {@link #STAND_IN} on a value says something
   *     else and only stands in, as the model that was asked for does for the one that answered
   * @param reader makes the field's value of the attribute's
   */
  record FieldRow<T>(String key, int rank, Field<T> field, Field.Reader<T> reader) implements Row {
    static final int STAND_IN = 80;

    FieldRow(String key, int rank, Field<T> field) {
      this(key, rank, field, field.reader());
    }

    /** The same row on a span of its own scope: it comes before what other conventions say. */
    FieldRow<T> inItsScope() {
      return rank < STAND_IN ? new FieldRow<>(key, rank - STAND_IN, field, reader) : this;
    }
  }

  /** The attribute is a part of a message. */
  record MessageRow(String key, Side side, Part part) implements Row {}

  /** The list of messages that a part belongs to, with its rank among the rows of such lists. */
  enum Side {
    INPUT(10),
    GEN_AI_PROMPT(50),
    INPUT_EVENTS(60),
    /** Texts of the time before chats. */
    PROMPT(90),
    OUTPUT(10),
    /** One message whose parts stand in attributes without a number. */
    ANSWER(30),
    GEN_AI_COMPLETION(50),
    OUTPUT_EVENTS(60),
    /** Texts of the time before chats. */
    COMPLETION(90);

    private final int rank;

    Side(int rank) {
      this.rank = rank;
    }

    int rank() {
      return rank;
    }
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
