// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.tokens;

import dev.telltale.classifier.judge.Question;
import dev.telltale.classifier.judge.llm.LlmJudge;
import java.util.List;

/**
 * What the judge sends for one question, counted from its call's body: the call goes to an endpoint
 * of this process. One thread at a time.
 */
public final class PromptTokens implements AutoCloseable {
  private final SentCalls endpoint = new SentCalls();
  private final LlmJudge judge = TokensBench.judge(endpoint.address(), false);
  private final TokenCount tokens = new TokenCount();

  /** By the tokenizer o200k_base. */
  public long of(Question question) {
    var unused = judge.judge(question);
    List<SentCall> calls = endpoint.taken();
    if (calls.size() != 1) {
      throw new IllegalStateException(
          "the judge made " + calls.size() + " calls for one question (expected: 1)");
    }
    return tokens.of(calls.get(0));
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
