// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.tokens;

import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.classifier.dispatch.Requests;
import dev.telltale.classifier.dispatch.Target;
import dev.telltale.classifier.judge.Question;
import dev.telltale.classifier.judge.llm.LlmJudge;
import dev.telltale.classifier.judge.llm.LlmSettings;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.judge.OpenSignal;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.session.ConversationMessage;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.bench.Figures;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens that are sent for each label: by the judge as it is, whose calls go to an endpoint of this
 * process and are counted from their bodies, and by a naive one.
 */
public final class TokensBench {
  private static final String TOKENS = "tokens/label";
  private static final String SHARE = "of naive";

  private final Transcripts transcripts;
  private final PrintWriter said;
  private final TokenCount tokens = new TokenCount();
  private final List<SignalHistory> signals;

  /**
   * Makes one.
   *
   * @param transcripts as the classifier renders them
   * @param said hears how far it is
   */
  public TokensBench(Transcripts transcripts, PrintWriter said) {
    this.transcripts = transcripts;
    this.said = said;
    // Before any record is built: a codec is what makes Avro trust the records' classes.
    new TopicSerdes(new InMemorySchemaRegistry(), "").codec(Topics.SIGNALS);
    this.signals = EightSignals.all();
  }

  /**
   * Measures.
   *
   * @param file recorded export requests; empty for the demo's conversations
   * @throws IllegalArgumentException when it cannot be read
   */
  public Figures run(Optional<Path> file) {
    Traffic traffic = file.map(Traffic::of).orElseGet(Traffic::bundled);
    say("counting over " + traffic.name() + (file.isEmpty() ? " (no --traffic is given)" : ""));
    Figures figures = new Figures("tokens");
    measure("session", SignalScope.SESSION, traffic.sessions(), figures);
    measure("trace", SignalScope.TRACE, traffic.traces(), figures);
    return figures;
  }

  /** Sums over all targets; of labels there are as many as targets times signals. */
  private static final class Sums {
    private long naive;
    private long sent;
    private long cached;
    private long joint;
    private long transcripts;
    private long cut;
  }

  private void measure(
      String name,
      SignalScope scope,
      List<List<ConversationMessage>> conversations,
      Figures figures) {
    Sums sums = new Sums();
    try (SentCalls endpoint = new SentCalls()) {
      LlmJudge alone = judge(endpoint.address(), false);
      LlmJudge together = judge(endpoint.address(), true);
      for (int i = 0; i < conversations.size(); i++) {
        List<Question> questions = questions(scope, i, conversations.get(i));
        add(sums, questions, conversations.get(i));
        alone.judgeAll(questions);
        List<SentCall> calls = expect(endpoint.taken(), signals.size());
        sums.sent += calls.stream().mapToLong(tokens::of).sum();
        sums.cached += tokens.cached(calls);
        together.judgeAll(questions);
        sums.joint += tokens.of(expect(endpoint.taken(), 1).get(0));
        if (i % 100 == 99) {
          say(name + ": " + (i + 1) + " of " + conversations.size() + " targets");
        }
      }
    }
    report(name, sums, conversations.size(), figures);
  }

  private void add(Sums sums, List<Question> questions, List<ConversationMessage> messages) {
    String whole = Naive.conversation(messages);
    int conversation = tokens.of(whole);
    for (Question question : questions) {
      sums.naive += conversation + tokens.of(Naive.question(question));
    }
    sums.transcripts += conversation;
    sums.cut += questions.get(0).request().getTranscript().getTruncated() ? 1 : 0;
  }

  private void report(String name, Sums sums, int targets, Figures figures) {
    double labels = (double) targets * signals.size();
    figures.count(name, "targets", targets, "");
    figures.count(name, "signals", signals.size(), "");
    figures.add(name, "transcript", (double) sums.transcripts / targets, "tokens/target");
    figures.count(name, "targets_cut_to_the_budget", sums.cut, "");
    figures.add(name, "naive", sums.naive / labels, TOKENS);
    figures.add(name, "one_call_a_signal", sums.sent / labels, TOKENS);
    figures.add(name, "one_call_a_signal_share", (double) sums.sent / sums.naive, SHARE);
    figures.add(name, "of_it_served_from_cache", sums.cached / labels, TOKENS);
    figures.add(name, "cached_at_50_percent_share", billed(sums, 0.5), SHARE);
    figures.add(name, "cached_at_10_percent_share", billed(sums, 0.1), SHARE);
    figures.add(name, "one_call_for_all", sums.joint / labels, TOKENS);
    figures.add(name, "one_call_for_all_share", (double) sums.joint / sums.naive, SHARE);
  }

  /** What is billed when a cached token costs so much of another one. */
  private static double billed(Sums sums, double price) {
    return (sums.sent - sums.cached * (1 - price)) / sums.naive;
  }

  List<Question> questions(SignalScope scope, int number, List<ConversationMessage> messages) {
    boolean session = scope == SignalScope.SESSION;
    String id = session ? "session-" + number : "%032x".formatted(number + 1);
    Target target =
        new Target(
            scope,
            "bench",
            "bench",
            id,
            session ? null : id,
            null,
            session ? id : null,
            Instant.EPOCH.plusSeconds(number + 1L),
            Instant.EPOCH,
            Instant.EPOCH,
            false,
            () -> messages,
            Map.of());
    List<OpenSignal> open =
        signals.stream()
            .map(signal -> new OpenSignal(signal.definition().getSignal(), 1, 100.0))
            .toList();
    JudgeRequest request =
        Requests.of(target, open, 0, transcripts.render(messages, false)).build();
    return signals.stream().map(signal -> new Question(signal, signal.version(), request)).toList();
  }

  static LlmJudge judge(URI endpoint, boolean joint) {
    LlmSettings settings =
        new LlmSettings(
            endpoint, Optional.empty(), "counted", Duration.ofSeconds(30), 1, Duration.ofMillis(1));
    return new LlmJudge(
        new LlmSettings(
            settings.providers(),
            settings.calls(),
            joint,
            settings.contextTokens(),
            settings.prices()),
        new byte[] {1});
  }

  private static List<SentCall> expect(List<SentCall> calls, int count) {
    if (calls.size() != count) {
      throw new IllegalStateException(
          "the judge made " + calls.size() + " calls (expected: " + count + ")");
    }
    return calls;
  }

  private void say(String text) {
    said.println(text);
    said.flush();
  }
}
