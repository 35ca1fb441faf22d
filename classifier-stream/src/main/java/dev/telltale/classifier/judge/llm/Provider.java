// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.llm;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.telltale.classifier.judge.Answer.FailureKind;
import dev.telltale.schemas.price.Prices;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One provider: its rate limits, its circuit, its models and what is known of them. May be used
 * from any thread.
 */
final class Provider {
  private static final int LOOKED_AT = 20;
  private static final int AT_LEAST = 6;
  private static final float TOO_MANY_PERCENT = 50;
  private static final int TRIES = 3;
  private static final Duration OTHERS_TRY = Duration.ofSeconds(5);

  private final ProviderSettings settings;
  private final CallSettings calls;
  private final Prices prices;
  private final InstantSource time;
  private final LlmMetrics metrics;
  private final ChatModels models;
  private final Map<String, Dialect> dialects = new ConcurrentHashMap<>();
  private final Pace pace;
  private final CircuitBreaker breaker;
  private final Retry retry;
  private volatile Instant openedAt = Instant.EPOCH;

  Provider(
      ProviderSettings settings,
      LlmSettings all,
      InstantSource time,
      Pace.Waiting waiting,
      LlmMetrics metrics) {
    this.settings = settings;
    this.calls = all.calls();
    this.prices = all.prices();
    this.time = time;
    this.metrics = metrics;
    this.models = new ChatModels(settings, calls, all.contextTokens(), time);
    this.pace =
        new Pace(
            settings.requestsPerMinute(),
            settings.tokensPerMinute(),
            calls.patience(),
            time,
            waiting);
    this.breaker = breaker();
    this.retry = retry();
    metrics.provider(settings.name(), this::circuit);
  }

  String name() {
    return settings.name();
  }

  ProviderKind kind() {
    return settings.kind();
  }

  /** Whether its circuit is open, or being tried. */
  boolean isLeftAlone() {
    return circuit() != LlmMetrics.Circuit.CLOSED;
  }

  Dialect dialect(String model) {
    return dialects.computeIfAbsent(model, name -> new Dialect());
  }

  Optional<Double> cost(String model, Usage usage) {
    return price(settings, prices, model).map(usage::cost);
  }

  /** What a model of a provider costs; empty when nobody knows. */
  static Optional<Prices.Price> price(ProviderSettings settings, Prices prices, String model) {
    return prices
        .of(settings.name() + ":" + model)
        // What runs on a machine of one's own has a price only where somebody says so.
        .or(() -> settings.kind() == ProviderKind.OLLAMA ? Optional.empty() : prices.of(model));
  }

  /**
   * Calls, and calls again in place while the fault may pass.
   *
   * @param tokensGuessed what the call will take
   * @param yields whether others go first where calls are limited
   * @throws NotNow when the call is not made
   * @throws RuntimeException of the client library, when it goes wrong
   */
  ChatResponse call(String model, ChatRequest request, long tokensGuessed, boolean yields) {
    return retry.executeSupplier(() -> once(model, request, tokensGuessed, yields));
  }

  private ChatResponse once(String model, ChatRequest request, long tokensGuessed, boolean yields) {
    if (breaker.getState() == CircuitBreaker.State.OPEN && openFor().toMillis() > 0) {
      throw new NotNow(FailureKind.PROVIDER_ERROR, openFor());
    }
    enter(tokensGuessed, yields);
    if (!breaker.tryAcquirePermission()) {
      Duration left = openFor();
      throw new NotNow(FailureKind.PROVIDER_ERROR, left.isZero() ? OTHERS_TRY : left);
    }
    Instant started = time.instant();
    try {
      ChatResponse response = models.named(model).chat(request);
      Duration took = Duration.between(started, time.instant());
      breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
      Optional<Usage> usage = Usage.of(response.tokenUsage());
      pace.answered(tokensGuessed, usage.map(u -> u.input() + u.output()).orElse(tokensGuessed));
      metrics.call(name(), model, "ok", took);
      usage.ifPresent(
          used -> metrics.used(name(), model, used.input(), used.output(), cost(model, used)));
      return response;
    } catch (RuntimeException e) {
      fault(model, Fault.of(e), e, Duration.between(started, time.instant()));
      throw e;
    } catch (Error e) {
      breaker.releasePermission();
      throw e;
    }
  }

  private void enter(long tokensGuessed, boolean yields) {
    Instant asked = time.instant();
    try {
      pace.enter(tokensGuessed, yields);
    } finally {
      metrics.waited(name(), Duration.between(asked, time.instant()));
    }
  }

  private void fault(String model, Fault fault, RuntimeException e, Duration took) {
    if (fault.isOfProvider()) {
      breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, e);
    } else {
      // It answers, if not as we would like.
      breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
    }
    if (fault.kind() == FailureKind.RATE_LIMITED) {
      pace.refused(fault.pause());
    }
    metrics.call(name(), model, fault.kind().name().toLowerCase(Locale.ROOT), took);
  }

  /** How long the circuit stays open yet. */
  private Duration openFor() {
    Duration left = Duration.between(time.instant(), openedAt.plus(calls.circuitPause()));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private LlmMetrics.Circuit circuit() {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> LlmMetrics.Circuit.OPEN;
      case HALF_OPEN -> LlmMetrics.Circuit.HALF_OPEN;
      default -> LlmMetrics.Circuit.CLOSED;
    };
  }

  private CircuitBreaker breaker() {
    CircuitBreaker made =
        CircuitBreaker.of(
            "llm-" + settings.name(),
            CircuitBreakerConfig.custom()
                .slidingWindow(
                    LOOKED_AT, AT_LEAST, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(TOO_MANY_PERCENT)
                .waitDurationInOpenState(calls.circuitPause())
                .permittedNumberOfCallsInHalfOpenState(TRIES)
                .clock(time.withZone(ZoneOffset.UTC))
                .build());
    made.getEventPublisher()
        .onStateTransition(
            event -> {
              if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                openedAt = time.instant();
              }
            });
    return made;
  }

  private Retry retry() {
    IntervalFunction backOff =
        IntervalFunction.ofExponentialRandomBackoff(calls.firstPause(), 2, 0.3);
    return Retry.of(
        "llm-" + settings.name(),
        RetryConfig.<ChatResponse>custom()
            .maxAttempts(calls.attempts())
            // After a refusal the pace knows how long to wait.
            .intervalBiFunction(
                (attempt, result) ->
                    result.isLeft() && Fault.of(result.getLeft()).kind() == FailureKind.RATE_LIMITED
                        ? 0L
                        : backOff.apply(attempt))
            .retryOnException(e -> !(e instanceof NotNow) && Fault.of(e).passes())
            .build());
  }
}
