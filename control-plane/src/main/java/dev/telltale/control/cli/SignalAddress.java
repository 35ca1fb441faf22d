// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Where in the API a signal or an alert is that somebody named. */
final class SignalAddress {
  static final String SIGNALS = "/api/v1/signals";
  private static final String ALERTS = "/api/v1/alerts";
  private static final String SIGNAL =
      "AGENT/SIGNAL, or PROJECT/AGENT/SIGNAL as signal list prints it";
  private static final String ALERT =
      "AGENT/SIGNAL/ALERT, or PROJECT/AGENT/SIGNAL/ALERT as alert list prints it";
  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-%";
  private static final String BROKEN_ESCAPE = ".*%(?![0-9A-Fa-f]{2}).*";

  private final String path;
  private final Map<String, String> query = new TreeMap<>();

  private SignalAddress(String path) {
    this.path = path;
  }

  /**
   * Reads a name as lists print it: AGENT/SIGNAL, with or without the project before it. The
   * project is then sent along, so that nobody changes a signal of the same name elsewhere.
   */
  static SignalAddress of(String name, CommandSpec command) {
    return of(SIGNALS, name, 2, SIGNAL, command);
  }

  /** The same for an alert: AGENT/SIGNAL/ALERT. */
  static SignalAddress alert(String name, CommandSpec command) {
    return of(ALERTS, name, 3, ALERT, command);
  }

  /** Where all alerts are. */
  static SignalAddress alerts() {
    return at(ALERTS);
  }

  /** Any other place. */
  static SignalAddress at(String path) {
    return new SignalAddress(path);
  }

  /** The agent and the signal of a name as lists print it, as fields of a manifest. */
  static Map<String, String> names(String name, CommandSpec command) {
    String[] parts = name.split("/", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw malformed(name, SIGNAL, command);
    }
    int last = parts.length - 1;
    Map<String, String> names = new TreeMap<>();
    names.put("agent", decoded(parts[last - 1], name, command));
    names.put("signal", decoded(parts[last], name, command));
    return names;
  }

  private static String decoded(String part, String name, CommandSpec command) {
    if (part.isEmpty() || part.matches(BROKEN_ESCAPE)) {
      throw malformed(name, SIGNAL, command);
    }
    return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
  }

  private static SignalAddress of(
      String place, String name, int count, String expected, CommandSpec command) {
    String[] parts = name.split("/", -1);
    List<String> encoded = new ArrayList<>();
    for (String part : parts) {
      if (part.isEmpty() || part.matches(BROKEN_ESCAPE)) {
        throw malformed(name, expected, command);
      }
      encoded.add(encode(part));
    }
    if (parts.length < count || parts.length > count + 1) {
      throw malformed(name, expected, command);
    }
    SignalAddress address =
        new SignalAddress(
            place + '/' + String.join("/", encoded.subList(parts.length - count, parts.length)));
    if (parts.length > count) {
      address.query.put("project", encoded.get(0));
    }
    return address;
  }

  /** With a parameter, unless its value is null. */
  SignalAddress with(String name, @org.jspecify.annotations.Nullable Object value) {
    if (value != null) {
      query.put(name, URLEncoder.encode(value.toString(), UTF_8));
    }
    return this;
  }

  /** The path of the signal, or of something below it. */
  String path(String below) {
    return query.entrySet().stream()
        .map(parameter -> parameter.getKey() + '=' + parameter.getValue())
        .collect(Collectors.joining("&", path + below + (query.isEmpty() ? "" : "?"), ""));
  }

  /** A part of a path; what is escaped already stays so. */
  static String encode(String part) {
    StringBuilder text = new StringBuilder();
    for (byte b : part.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      text.append(PLAIN.indexOf(c) >= 0 ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return text.toString();
  }

  private static ParameterException malformed(String name, String expected, CommandSpec command) {
    String what = expected.equals(ALERT) ? "alert " : "signal ";
    return new ParameterException(
        command.commandLine(), what + name + " (expected: " + expected + ")");
  }
}
