// As take_a_payment.c, in C++11: what is made is freed by its owner, what fails is thrown.
//
//     take_a_payment shop.db order-123 500.00 USD

#include <billfold.h>

#include <iostream>
#include <memory>
#include <stdexcept>

// Frees whatever Billfold gives.
struct Free {
  void operator()(billfold_store *store) const { billfold_store_free(store); }
  void operator()(billfold_page *page) const { billfold_page_free(page); }
  void operator()(billfold_error *error) const { billfold_error_free(error); }
};

template <typename Made> using Owned = std::unique_ptr<Made, Free>;

// Why a call failed: `status` to act on, what() for a person.
class Failure : public std::runtime_error {
public:
  Failure(billfold_status status, const billfold_error *error)
      : std::runtime_error(billfold_error_message(error)), status(status) {}
  const billfold_status status;
};

// Makes a call that can fail, with where to put its error.
template <typename Call> void attempt(Call call) {
  billfold_error *error = nullptr;
  const billfold_status status = call(&error);
  const Owned<billfold_error> owned(error);
  if (status != BILLFOLD_OK) throw Failure(status, error);
}

// Makes a call that makes something, with where to put that and its error.
template <typename Made, typename Call> Owned<Made> make(Call call) {
  Made *made = nullptr;
  attempt([&](billfold_error **error) { return call(&made, error); });
  return Owned<Made>(made);
}

// The payment that a page holds. Its texts live as long as the page.
static billfold_payment payment_of(const Owned<billfold_page> &page) {
  auto payment = BILLFOLD_INIT(billfold_payment);
  attempt([&](billfold_error **error) {
    return billfold_page_payment(page.get(), 0, &payment, error);
  });
  return payment;
}

static void take_a_payment(const char *file, const char *key, const char *amount,
                           const char *currency) {
  const auto store = make<billfold_store>([&](billfold_store **made, billfold_error **error) {
    return billfold_store_open(file, BILLFOLD_NTS, nullptr, made, error);
  });
  const auto once = make<billfold_store>([&](billfold_store **made, billfold_error **error) {
    return billfold_store_once(store.get(), key, BILLFOLD_NTS, made, error);
  });

  auto input = BILLFOLD_INIT(billfold_new_payment);
  input.amount = billfold_text(amount);
  input.currency = billfold_text(currency);
  const auto created = make<billfold_page>([&](billfold_page **made, billfold_error **error) {
    return billfold_payment_create(once.get(), &input, made, error);
  });
  const auto payment = payment_of(created);
  std::cout << "pay at " << payment.payment_link.ptr << '\n';

  const auto completed = make<billfold_page>([&](billfold_page **made, billfold_error **error) {
    return billfold_payment_complete(store.get(), payment.id.ptr, payment.id.len,
                                     "{\"type\": \"cash\"}", BILLFOLD_NTS, made, error);
  });
  const auto paid = payment_of(completed);
  std::cout << (paid.status == BILLFOLD_PAYMENT_COMPLETED ? "completed" : "not completed") << ": "
            << paid.amount_minor << ' ' << paid.currency.ptr << " in minor units, version "
            << paid.version << '\n';
}

int main(int argc, char **argv) {
  if (argc != 5) {
    std::cerr << "usage: " << argv[0] << " FILE KEY AMOUNT CURRENCY\n";
    return 2;
  }
  try {
    take_a_payment(argv[1], argv[2], argv[3], argv[4]);
  } catch (const std::exception &failure) {
    std::cerr << argv[0] << ": " << failure.what() << '\n';
    return 1;
  }
}
