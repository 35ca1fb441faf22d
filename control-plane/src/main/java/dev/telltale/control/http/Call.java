// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import dev.telltale.control.command.AlertEdits;
import dev.telltale.control.command.SignalEdits;
import dev.telltale.control.manifest.SignalName;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.topic.KeyText;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A request whose caller is known and whose body is read.
 *
 * @param path what stands in the places of the path that vary
 */
record Call(
    Caller caller, Map<String, String> path, QueryParams query, AggregatedHttpRequest request) {

  /** Refuses parameters that nobody would read. */
  void refuseOtherThan(Set<String> parameters) {
    for (String name : query.names()) {
      if (!parameters.contains(name)) {
        throw refusal(
            name,
            parameters.isEmpty()
                ? "unknown (expected: none)"
                : "unknown (expected: "
                    + String.join(", ", parameters.stream().sorted().toList())
                    + ")");
      }
    }
  }

  String place(String name) {
    return Objects.requireNonNull(path.get(name), name);
  }

  /**
   * The signal that the path names.
   *
   * @throws Refusal 404 when the caller means another project than theirs
   */
  SignalName signal() {
    refuseOtherProject();
    return new SignalName(place("agent"), place("signal"));
  }

  /**
   * The alert that the path names.
   *
   * @throws Refusal 404 when the caller means another project than theirs, or it is no name
   */
  AlertId alert() {
    SignalName signal = signal();
    String alert = place("alert");
    if (!KeyText.isSlug(alert)) {
      throw Refusal.of(HttpStatus.NOT_FOUND, "no alert " + signal + '/' + alert);
    }
    return new AlertId(signal.in(caller.project()), alert);
  }

  private void refuseOtherProject() {
    String project = query.get("project", caller.project());
    if (!project.equals(caller.project())) {
      throw Refusal.of(
          HttpStatus.NOT_FOUND,
          "project " + project + " is not this key's (expected: " + caller.project() + ")");
    }
  }

  AlertEdits.Wish alertWish() {
    return new AlertEdits.Wish(
        caller.project(),
        caller.name(),
        flag("dryRun"),
        number("expectedRevision"),
        flag("confirm"));
  }

  SignalEdits.Wish wish() {
    return new SignalEdits.Wish(
        caller.project(), caller.name(), flag("dryRun"), number("expectedVersion"));
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(query.get(name));
  }

  boolean flag(String name) {
    String value = query.get(name, "false");
    if (!value.equals("true") && !value.equals("false")) {
      throw refusal(name, value + " (expected: true or false)");
    }
    return value.equals("true");
  }

  OptionalInt number(String name) {
    String value = query.get(name);
    if (value == null) {
      return OptionalInt.empty();
    }
    if (!value.matches("[1-9]\\d{0,8}")) {
      throw refusal(name, value + " (expected: a number from 1)");
    }
    return OptionalInt.of(Integer.parseInt(value));
  }

  private static Refusal refusal(String name, String message) {
    return Refusal.of(HttpStatus.BAD_REQUEST, "parameter " + name + ": " + message);
  }
}
