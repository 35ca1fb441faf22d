// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.mail;

import dev.telltale.alert.notify.DeliveryException;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/** What a mail server's refusals mean. Its own words are not passed on: they name addresses. */
final class MailRefusal {
  private static final int FIRST_LASTING = 500;

  private MailRefusal() {}

  static DeliveryException of(MessagingException failure) {
    for (Exception e = failure; e != null; e = next(e)) {
      if (e instanceof SMTPAddressFailedException refused) {
        return byCode("the mail server refused the member's address", refused.getReturnCode());
      }
      if (e instanceof SMTPSenderFailedException refused) {
        return byCode("the mail server refused telltale.alerts.smtp.from", refused.getReturnCode());
      }
      if (e instanceof SMTPSendFailedException refused && refused.getReturnCode() > 0) {
        return byCode("the mail server refused the mail", refused.getReturnCode());
      }
      if (e instanceof AuthenticationFailedException) {
        return DeliveryException.lasting(
            "the mail server refused telltale.alerts.smtp.user and .password");
      }
      if (e.getMessage() != null && e.getMessage().startsWith("STARTTLS is required")) {
        return DeliveryException.lasting(
            "the mail server offers no STARTTLS (telltale.alerts.smtp.encryption: none sends"
                + " without)");
      }
      if (e instanceof SSLException) {
        return DeliveryException.lasting(
            "the mail server's certificate is not trusted, or the handshake failed");
      }
    }
    return DeliveryException.passing("the mail server cannot be reached" + cause(failure));
  }

  private static DeliveryException byCode(String what, int code) {
    String detail = what + " (" + code + ")";
    return code >= FIRST_LASTING
        ? DeliveryException.lasting(detail)
        : DeliveryException.passing(detail);
  }

  private static String cause(MessagingException failure) {
    Throwable cause = failure.getCause();
    return cause instanceof IOException ? ": " + cause.getClass().getSimpleName() : "";
  }

  private static @Nullable Exception next(Exception e) {
    if (e instanceof MessagingException chained && chained.getNextException() != null) {
      return chained.getNextException();
    }
    return null;
  }
}
