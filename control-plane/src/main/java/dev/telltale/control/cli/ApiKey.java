// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The access key with which verbs call the API and the gateway. */
public final class ApiKey {
  static final String VARIABLE = "TELLTALE_API_KEY";
  static final String FILE_VARIABLE = "TELLTALE_API_KEY_FILE";

  private ApiKey() {}

  /**
   * {@code TELLTALE_API_KEY}, else what the file holds that {@code TELLTALE_API_KEY_FILE} names.
   *
   * @throws IllegalArgumentException when that file cannot be read
   */
  public static Optional<String> of(Map<String, String> environment) {
    return said(environment.get(VARIABLE))
        .or(() -> said(environment.get(FILE_VARIABLE)).flatMap(name -> read(Path.of(name))));
  }

  private static Optional<String> read(Path file) {
    try {
      return said(Files.readString(file));
    } catch (IOException e) {
      throw new IllegalArgumentException(FILE_VARIABLE + ": file " + file + " cannot be read", e);
    }
  }

  private static Optional<String> said(@org.jspecify.annotations.Nullable String text) {
    return Optional.ofNullable(text).map(String::strip).filter(value -> !value.isEmpty());
  }
}
