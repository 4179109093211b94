package billfold

import (
	"errors"
	"go/ast"
	"reflect"
	"strings"
	"testing"
)

// What go doc says of a list's filter is what the library knows of it.
func TestListsNameTheTermsOfTheirFilter(t *testing.T) {
	store, _ := opened(t)
	orchestrator, err := store.Orchestrators.Create(ctx, NewOrchestrator{Name: "Acme"})
	must(t, err)
	acme, err := store.Scoped(ctx, orchestrator.Key)
	must(t, err)
	lists := 0
	for _, function := range functions(t) {
		if function.Name.Name != "List" || function.Recv == nil {
			continue
		}
		service := function.Recv.List[0].Type.(*ast.Ident).Name
		told := strings.Join(strings.Fields(function.Doc.Text()), " ")
		ask := store
		if service == "Brandings" || service == "Fees" || service == "LinkedClients" {
			ask = acme
		}
		list := reflect.ValueOf(ask).Elem().FieldByName(service).MethodByName("ListPage")
		arguments := []reflect.Value{reflect.ValueOf(ctx)}
		for at := 1; at < list.Type().NumIn(); at++ {
			arguments = append(arguments, reflect.New(list.Type().In(at)).Elem())
		}
		arguments[len(arguments)-1] = reflect.ValueOf(ListOptions{Filter: "zzzzzzzzz:x sort:zzzzzzzzz"})
		var failed *Error
		if err, _ := list.Call(arguments)[1].Interface().(error); !errors.As(err, &failed) {
			t.Fatalf("%s: %v", service, err)
		}
		expected := "This list has no"
		if !strings.Contains(failed.Message, "has no filter") {
			expected = "The filter's terms are " + known(failed, 0) + "; it sorts by " + known(failed, 1) + "."
		}
		if !strings.Contains(told, expected) {
			t.Errorf("%s.List does not say: %s", service, expected)
		}
		lists++
	}
	is(t, lists, 14)
}

// known is what the library says that it knows, in a field's reason.
func known(failed *Error, at int) string {
	_, names, _ := strings.Cut(failed.Fields[at].Reason, "known here: ")
	return strings.TrimSuffix(names, ", sort")
}
