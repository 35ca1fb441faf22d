// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.watch;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.alert.WindowCounts;
import dev.telltale.schemas.topic.HashedId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What alerts did, and a message on trial. May be used from any thread. */
public final class Watch implements AutoCloseable {
  /** How far back firings are counted. */
  public static final Duration COUNTED = Duration.ofDays(7);

  private static final int MOST_FIRINGS = 20_000;
  private static final Duration KEPT = Duration.ofDays(90);
  private static final long LOOK_EVERY_MS = 250;
  private static final int QUIET_LOOKS = 4;

  private final AlertLog log;
  private final Supplier<String> ids;
  private final InstantSource time;
  private final Duration patience;

  /**
   * A message on trial.
   *
   * @param deliveries what became of it so far
   * @param waitingFor channels of the rule of which nothing is known yet
   */
  public record Trial(AlertEvent event, List<Delivery> deliveries, List<Channel> waitingFor) {}

  /**
   * An event and what became of its messages.
   *
   * @param deliveries the oldest first
   */
  public record Told(AlertEvent event, List<Delivery> deliveries) {}

  /**
   * How often alerts fired.
   *
   * @param byAlert only those that did
   * @param complete false when there may be more
   */
  public record Firings(Map<AlertId, Integer> byAlert, boolean complete) {}

  /**
   * Makes it; nothing is read or written yet.
   *
   * @param log is closed with it
   * @param ids makes texts that nobody has made before
   * @param patience how long a trial waits for its deliveries
   */
  public Watch(AlertLog log, Supplier<String> ids, InstantSource time, Duration patience) {
    this.log = log;
    this.ids = ids;
    this.time = time;
    this.patience = patience;
  }

  /** Starts to read. */
  public void start() {
    log.start();
  }

  /** Where a rule stands; empty until it was evaluated. */
  public Optional<AlertState> state(AlertId alert) {
    return Optional.ofNullable(log.states().get(alert));
  }

  /** How often the alerts of a project fired in the last seven days, silenced ones too. */
  public Firings firings(String project) {
    Found<AlertEvent> found =
        log.events(
            event ->
                event.getTransition() == Transition.FIRED
                    && event.getRule().getProject().equals(project),
            time.instant().minus(COUNTED),
            MOST_FIRINGS);
    Map<AlertId, Integer> counts = new HashMap<>();
    found
        .newestFirst()
        .forEach(event -> counts.merge(AlertId.of(event.getRule()), 1, Integer::sum));
    return new Firings(counts, found.complete());
  }

  /**
   * The newest events of a project.
   *
   * @param wanted which of them
   * @param from none is older; null for as long as they are kept
   */
  public Found<AlertEvent> events(
      String project, Predicate<AlertEvent> wanted, Optional<Instant> from, int limit) {
    return log.events(
        wanted.and(event -> event.getRule().getProject().equals(project)),
        from.orElseGet(() -> time.instant().minus(KEPT)),
        limit);
  }

  /** An event of an alert with its deliveries; empty when there is none of that id. */
  public Optional<Told> event(AlertId alert, String eventId) {
    return log
        .events(
            event ->
                event.getEventId().equals(eventId) && AlertId.of(event.getRule()).equals(alert),
            time.instant().minus(KEPT),
            1)
        .newestFirst()
        .stream()
        .findFirst()
        .map(event -> new Told(event, log.deliveries(eventId, event.getTriggeredAt())));
  }

  /** Sends one marked message of a rule to each of its channels, and waits some seconds for it. */
  public Trial test(AlertRule rule) {
    AlertEvent event = trial(rule);
    log.write(event);
    long until = System.nanoTime() + patience.toNanos();
    int known = 0;
    int quiet = 0;
    while (true) {
      List<Delivery> deliveries = log.deliveries(event.getEventId(), event.getTriggeredAt());
      List<Channel> waitingFor =
          rule.getChannels().stream().filter(channel -> isOpen(channel, deliveries)).toList();
      quiet = deliveries.size() == known ? quiet + 1 : 0;
      known = deliveries.size();
      // Which the default channels are is not known here: until none of them speaks any more.
      boolean told = !rule.getChannels().isEmpty() || (known > 0 && quiet >= QUIET_LOOKS);
      if ((told && waitingFor.isEmpty()) || System.nanoTime() > until || !pause()) {
        return new Trial(event, deliveries, waitingFor);
      }
    }
  }

  private AlertEvent trial(AlertRule rule) {
    Instant now = time.instant().truncatedTo(ChronoUnit.MILLIS);
    Optional<AlertState> state = state(AlertId.of(rule));
    return AlertEvent.newBuilder()
        .setEventId(id(rule))
        .setRule(rule)
        .setTransition(Transition.TEST)
        .setObserved(state.flatMap(AlertState::getObserved).orElse(null))
        .setPrior(state.flatMap(AlertState::getPrior).orElse(null))
        .setLevel(state.flatMap(AlertState::getLevel).orElse(null))
        .setIntervalLow(state.flatMap(AlertState::getIntervalLow).orElse(null))
        .setIntervalHigh(state.flatMap(AlertState::getIntervalHigh).orElse(null))
        .setWindow(
            WindowCounts.newBuilder()
                .setFrom(now.minusMillis(rule.getWindowMs()))
                .setTo(now)
                .setLabels(state.map(AlertState::getLabels).orElse(0L))
                .setMatching(0)
                .setVerdicts(state.map(AlertState::getVerdicts).orElse(0L))
                .build())
        .setNotify(true)
        .setTriggeredAt(now)
        .build();
  }

  /** Never the same twice, and never that of a window. */
  private String id(AlertRule rule) {
    return HashedId.of(AlertId.of(rule).text(), Transition.TEST.name(), ids.get());
  }

  /** A channel without a target may become one delivery for each of several. */
  private static boolean isOpen(Channel channel, List<Delivery> deliveries) {
    return deliveries.stream()
        .map(Delivery::getChannel)
        .noneMatch(
            done ->
                done.getKind().equals(channel.getKind())
                    && (channel.getTarget().isEmpty()
                        || channel.getTarget().equals(done.getTarget())));
  }

  private static boolean pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
