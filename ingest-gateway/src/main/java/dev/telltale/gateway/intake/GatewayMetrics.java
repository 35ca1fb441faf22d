// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.intake;

import dev.telltale.gateway.admit.Rejection;
import dev.telltale.gateway.limit.Limit;
import dev.telltale.gateway.publish.PublishFailure;

/**
 * What the gateway counts. With nothing in flight it adds up:
 *
 * <ul>
 *   <li>received = accepted + rejected, over all reasons
 *   <li>accepted = published + failed, over all reasons
 * </ul>
 *
 * <p>A span that a client sends again is counted again. Requests whose sender is refused, or that
 * cannot be read, hold no spans that could be counted: they show in the answers. Implementations
 * may be called from any thread.
 */
public interface GatewayMetrics {
  /**
   * A request was answered.
   *
   * @param answer one of the transport's {@link Transport#answers()}; any other counts as {@link
   *     Transport#OTHER}
   */
  void answered(Transport transport, String answer);

  /** Bytes of request bodies, as they came over the wire. */
  void bytes(long bytes);

  /** A request of a signal that is taken and not kept. */
  void discarded(OtherSignal signal);

  /** Spans in requests that could be read. */
  void received(int spans);

  /**
   * Places in a span that a rule found and that were replaced.
   *
   * @param rule one of the redactor's {@code rules()}
   */
  void redacted(int places, String rule);

  /** Parts of a span that were dropped or cut, because there was too much of them. */
  void limited(int parts, Limit limit);

  /** Spans that were turned away, and will be again. */
  void rejected(int spans, Rejection why);

  /** Spans that are on their way to Kafka. */
  void accepted(int spans);

  /** Spans that Kafka acknowledged. */
  void published(int spans);

  /** Spans that Kafka does not have, as far as is known. */
  void failed(int spans, PublishFailure why);

  /**
   * Starts to measure how long it takes until Kafka has answered for every span of a request.
   *
   * @return to be run when it has
   */
  Runnable publishing();
}
