// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A verb that could not do what it was asked: lines for people, and the API's answer if it gave
 * one.
 */
final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> lines;
  private final transient @Nullable JsonNode answer;

  CommandFailure(List<String> lines, @Nullable JsonNode answer) {
    super(String.join("\n", lines));
    this.lines = List.copyOf(lines);
    this.answer = answer;
  }

  CommandFailure(String line) {
    this(List.of(line), null);
  }

  List<String> lines() {
    return lines;
  }

  @Nullable JsonNode answer() {
    return answer;
  }
}
