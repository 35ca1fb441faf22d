// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import dev.telltale.schemas.access.Right;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is done at a path.
 *
 * @param right that a caller needs; null when anybody may ask, with no key at all
 * @param query the parameters that it takes; any other is refused, as a guard that is misspelt
 *     would guard nothing
 * @param hasBody whether it takes a body of JSON
 * @param within how long the answer may take; null for as long as any
 */
record Route(
    HttpMethod method,
    String path,
    @Nullable Right right,
    Set<String> query,
    boolean hasBody,
    @Nullable Duration within,
    Answer answer) {
  private static final Duration LONG = Duration.ofMinutes(10);

  /** Answers on a thread that may block. */
  interface Answer {
    AggregatedHttpResponse to(Call call);
  }

  Route {
    query = Set.copyOf(query);
  }

  Route(
      HttpMethod method,
      String path,
      @Nullable Right right,
      Set<String> query,
      boolean hasBody,
      Answer answer) {
    this(method, path, right, query, hasBody, null, answer);
  }

  static Route open(String path, Answer answer) {
    return new Route(HttpMethod.GET, path, null, Set.of(), false, answer);
  }

  static Route get(String path, Answer answer) {
    return new Route(HttpMethod.GET, path, Right.READ, Set.of(), false, answer);
  }

  /** Does something and takes no body. */
  static Route act(HttpMethod method, String path, Answer answer) {
    return new Route(method, path, Right.WRITE, Set.of(), false, answer);
  }

  /** Does what a body says. */
  static Route send(HttpMethod method, String path, Answer answer) {
    return new Route(method, path, Right.WRITE, Set.of(), true, answer);
  }

  Route with(String... parameters) {
    return new Route(method, path, right, Set.of(parameters), hasBody, within, answer);
  }

  /** An answer that takes minutes. */
  Route patiently() {
    return new Route(method, path, right, query, hasBody, LONG, answer);
  }
}
