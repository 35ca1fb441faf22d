// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.telltale.control.command.Commands;
import dev.telltale.control.history.Axis;
import dev.telltale.control.history.Distributions;
import dev.telltale.control.history.Question;
import dev.telltale.control.history.Unit;
import dev.telltale.control.manifest.Words;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** What a signal's targets were labelled, over their time. */
final class DistributionApi {
  private static final String PATH = "/api/v1/signals/{agent}/{signal}/distribution";
  private static final Map<Unit, Duration> USUAL =
      Map.of(
          Unit.MINUTE, Duration.ofHours(1),
          Unit.HOUR, Duration.ofHours(24),
          Unit.DAY, Duration.ofDays(14));

  private final Commands commands;
  private final Distributions distributions;

  DistributionApi(Commands commands, Distributions distributions) {
    this.commands = commands;
    this.distributions = distributions;
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH, this::distribution)
            .with("project", "bucket", "from", "to", "version", "timezone")
            .patiently());
  }

  private AggregatedHttpResponse distribution(Call call) {
    SignalDefinition signal = commands.definitions().signal(call.caller().project(), call.signal());
    OptionalInt version = version(call, signal);
    Unit unit = call.text("bucket").map(DistributionApi::unit).orElse(Unit.HOUR);
    ZoneId zone = call.text("timezone").map(DistributionApi::zone).orElse(ZoneId.of("UTC"));
    Instant to = time(call, "to").orElseGet(commands.time()::instant);
    Instant from =
        time(call, "from").orElseGet(() -> to.minus(Objects.requireNonNull(USUAL.get(unit))));
    try {
      Question question =
          new Question(SignalKey.of(signal), version, Axis.of(from, to, unit, zone));
      return Json.ok(DistributionView.of(signal, question, unit, zone, distributions.of(question)));
    } catch (IllegalArgumentException e) {
      throw Refusal.of(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private static OptionalInt version(Call call, SignalDefinition signal) {
    OptionalInt version = call.number("version");
    if (version.isPresent() && new SignalHistory(signal).version(version.getAsInt()).isEmpty()) {
      throw Refusal.of(
          HttpStatus.NOT_FOUND,
          "no version "
              + version.getAsInt()
              + " (expected: 1 to "
              + signal.getVersions().size()
              + ")");
    }
    return version;
  }

  private static Unit unit(String word) {
    return Arrays.stream(Unit.values())
        .filter(unit -> Words.of(unit).equals(word))
        .findFirst()
        .orElseThrow(() -> refusal("bucket", word, "minute, hour or day"));
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw refusal("timezone", name, "such as Europe/Berlin");
    }
  }

  private static Optional<Instant> time(Call call, String name) {
    Optional<String> text = call.text(name);
    try {
      return text.map(one -> OffsetDateTime.parse(one).toInstant());
    } catch (DateTimeException e) {
      throw refusal(name, text.orElse(""), "such as 2026-03-01T12:00:00Z");
    }
  }

  private static Refusal refusal(String parameter, String value, String expected) {
    return Refusal.of(
        HttpStatus.BAD_REQUEST,
        "parameter " + parameter + ": " + value + " (expected: " + expected + ")");
  }
}
