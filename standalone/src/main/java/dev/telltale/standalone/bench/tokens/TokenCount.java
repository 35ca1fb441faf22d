// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts tokens as the tokenizer o200k_base of OpenAI's models makes them: of the messages' texts
 * and of the answer's schema as it stands in the body. The few that a provider adds around each
 * message are not counted. One thread at a time.
 */
final class TokenCount {
  /** A prefix shorter than this is served from no cache. */
  private static final int SHORTEST_PREFIX = 1_024;

  /** A cache holds whole blocks of so many. */
  private static final int BLOCK = 128;

  private static final int REMEMBERED = 64;

  private final Encoding encoding =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

  /** The transcript of a target comes many times in a row. */
  private final Map<String, Integer> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  int of(String text) {
    return known.computeIfAbsent(text, encoding::countTokensOrdinary);
  }

  int of(SentCall call) {
    return prefix(call) + of(call.own());
  }

  /**
   * Of calls about one target, one after the other, those tokens that the provider's cache serves:
   * a call's beginning that an earlier one had too. The schema is a part of it, so that only calls
   * with the same labels share it.
   */
  long cached(List<SentCall> calls) {
    Set<String> seen = new HashSet<>();
    long cached = 0;
    for (SentCall call : calls) {
      if (!seen.add(call.schema() + call.shared())) {
        int prefix = prefix(call);
        cached += prefix < SHORTEST_PREFIX ? 0 : prefix / BLOCK * BLOCK;
      }
    }
    return cached;
  }

  private int prefix(SentCall call) {
    return of(call.schema()) + call.shared().stream().mapToInt(this::of).sum();
  }
}
