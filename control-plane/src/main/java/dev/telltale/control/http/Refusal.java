// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.telltale.control.manifest.Problem;
import java.util.List;

/** A request that is not done, and why; {@link ErrorTable} makes the response of it. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int MOST_PROBLEMS = 1_000;

  private final transient ResponseHeaders headers;
  private final transient List<Problem> problems;

  private Refusal(ResponseHeaders headers, String detail, List<Problem> problems) {
    super(detail, null, false, false);
    this.headers = headers;
    this.problems = problems;
  }

  static Refusal of(HttpStatus status, String detail) {
    return new Refusal(ResponseHeaders.of(status), detail, List.of());
  }

  /** With a header that the status asks for. */
  static Refusal of(HttpStatus status, CharSequence header, String value, String detail) {
    return new Refusal(ResponseHeaders.of(status, header, value), detail, List.of());
  }

  /** Manifests that cannot be applied. */
  static Refusal of(List<Problem> problems) {
    int count = problems.size();
    return new Refusal(
        ResponseHeaders.of(HttpStatus.BAD_REQUEST),
        (count == 1 ? "1 problem" : count + " problems")
            + (count > MOST_PROBLEMS ? ", of which " + MOST_PROBLEMS + " are told" : "")
            + "; nothing was written",
        problems.subList(0, Math.min(count, MOST_PROBLEMS)));
  }

  ResponseHeaders headers() {
    return headers;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  List<Problem> problems() {
    return problems;
  }
}
