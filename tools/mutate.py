"""Put one mistake after another into a module, and see whether a test notices.

    python tools/mutate.py shapes

A mistake is one change of the arithmetic: a flipped sign, a dropped floor, ``=`` for
``+=``, swapped axes, ``<`` for ``<=``, a number one too large, a check left out.
Messages, annotations and defaults of arguments stay as they are.

The tests are collected once.  For each mistake this process forks; the child changes the
code of the functions in place and runs the tests until the first one fails.  Changes that
no test notices are printed; the exit status says nothing of them, since some change no
result at all.
"""

import ast
import copy
import inspect
import os
import signal
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parent.parent
#: The tests of each module, those that see most of it first.
TESTS = {
    "_door": "door misuse",
    "_axis": "axis layers",
    "_borders": "borders explain_signals misuse",
    "_orders": "misuse",
    "_few": "layers conv conv_backward transposed windows",
    "_layers": "conv conv_backward convolve2d transposed explain misuse layers one_axis borders",
    "_slide": "layers windows conv misuse",
    "_check": "misuse shapes conv nn gradcheck explain",
    "_products": "conv conv_backward transposed layers misuse",
    "conv": "conv conv_backward convolve2d borders one_axis misuse",
    "costs": "costs misuse",
    "functional": "losses nn misuse",
    "gradcheck": "gradcheck misuse",
    "kernels": "kernels misuse",
    "nn": "nn misuse",
    "pooling": "pooling one_axis misuse",
    "receptive_field": "receptive_field misuse",
    "plain": "conv layers",
    "shapes": "shapes transposed receptive_field conv_backward misuse",
    "shuffle": "shuffle misuse",
    "transposed": "transposed one_axis misuse",
    "windows": "windows conv_backward misuse",
    "widgets.practice": "widgets_practice",
    "widgets.rules": "widgets_numbers widgets widgets_practice widgets_transposed",
    "widgets.tour": "widgets_tour",
    "widgets.traits": "widgets_numbers widgets",
    "widgets.conv_backward.rules": "widgets_backward widgets",
    "widgets.image_kernel.rules": "widgets_image_kernel",
    "widgets.layer_calculator.network": "widgets_layer_calculator",
    "widgets.layer_calculator.rules": "widgets_layer_calculator",
    "widgets.layer_calculator.torch_text": "widgets_layer_calculator",
    "widgets.network.rules": "widgets",
    "widgets.transposed.rules": "widgets_transposed",
}
#: Measurements and the training of a network, which say nothing else and take long.
SLOW = ("97_percent", "extra_memory", "order_costs_nothing", "finite_differences")
SECONDS = 60

OPERATORS: dict[type, list[type]] = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Add],
    ast.Div: [ast.Mult],
    ast.FloorDiv: [ast.Div],
    ast.Mod: [ast.FloorDiv],
    ast.MatMult: [ast.Mult],
    ast.Lt: [ast.LtE],
    ast.LtE: [ast.Lt],
    ast.Gt: [ast.GtE],
    ast.GtE: [ast.Gt],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
    ast.And: [ast.Or],
    ast.Or: [ast.And],
}
WORDS = {"min": "max", "max": "min", "any": "all", "all": "any"}


def changes(node: ast.AST) -> Iterator[ast.AST | None]:
    """Give what may stand in place of a node; None leaves a statement out."""
    new = copy.deepcopy(node)
    match new:
        case ast.BinOp() | ast.BoolOp():
            for operator in OPERATORS.get(type(new.op), []):
                yield with_(new, op=operator())
        case ast.AugAssign():
            yield ast.Assign([new.target], new.value)
            for operator in OPERATORS.get(type(new.op), []):
                yield with_(new, op=operator())
        case ast.Compare(ops=[one]):
            for operator in OPERATORS[type(one)]:
                yield with_(new, ops=[operator()])
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield new.operand
        case ast.If() | ast.IfExp():
            yield with_(new, test=ast.UnaryOp(ast.Not(), new.test))
        case ast.Constant(value=bool()):
            yield ast.Constant(not new.value)
        case ast.Constant(value=int()):
            yield ast.Constant(new.value + 1)
            if new.value == 1:
                yield ast.Constant(0)
        case ast.Name(id=word) | ast.Attribute(attr=word) if word in WORDS:
            name = "id" if isinstance(new, ast.Name) else "attr"
            yield with_(new, **{name: WORDS[word]})
        case ast.Tuple(elts=[first, second], ctx=ast.Load()):
            if ast.dump(first) != ast.dump(second):
                yield with_(new, elts=[second, first])
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()


def with_(node: ast.AST, **fields: object) -> ast.AST:
    """Return a copy of a node with other fields."""
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def places(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Give the place of each node of a function's body that may be changed."""
    for name, value in ast.iter_fields(node):
        fixed = name in ("annotation", "returns", "decorator_list", "args")
        if fixed and not isinstance(node, ast.Call):
            continue
        for index, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.Raise | ast.JoinedStr) or not isinstance(
                child, ast.AST
            ):
                continue
            yield node, name, index if isinstance(value, list) else None
            yield from places(child)


def mutants(tree: ast.Module) -> Iterator[tuple[str, ast.Module]]:
    """Give each changed module, with what was changed in words."""
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    for function in functions:
        for parent, name, index in list(places(function)):
            value = getattr(parent, name)
            node = value if index is None else value[index]
            for new in changes(node):
                ast.copy_location(new, node)
                before = ast.unparse(node).partition("\n")[0]
                after = ast.unparse(ast.fix_missing_locations(new)).partition("\n")[0]
                put(parent, name, index, new)
                yield f"{node.lineno}: {function.name}: {before}  ->  {after}", tree
                put(parent, name, index, node)


def put(parent: ast.AST, name: str, index: int | None, node: ast.AST) -> None:
    """Put a node in its place."""
    if index is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[index] = node


def code_objects(names: dict[str, object], module: str) -> Iterator[tuple[str, object]]:
    """Give each function of a module and of its classes, without what wraps it."""
    for name, value in list(names.items()):
        while hasattr(value, "__wrapped__"):
            value = value.__wrapped__
        if isinstance(value, property):
            yield from code_objects({f"{name} =": value.fset}, module)
            value = value.fget
        if isinstance(value, staticmethod):
            value = value.__func__
        if isinstance(value, types.FunctionType) and value.__module__ == module:
            yield name, value
        elif isinstance(value, type) and value.__module__ == module:
            for inner, function in code_objects(vars(value), module):
                yield f"{name}.{inner}", function


def change(module: types.ModuleType, tree: ast.Module) -> None:
    """Give the functions of a module the code of another version of it."""
    names = {"__name__": module.__name__}
    exec(compile(tree, module.__file__, "exec"), names)  # noqa: S102, our own module
    new = dict(code_objects(names, module.__name__))
    for name, function in code_objects(vars(module), module.__name__):
        function.__code__ = new[name].__code__


class Mutation:
    """Runs the collected tests once for each mistake."""

    def __init__(self, name: str) -> None:
        self.name = name

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = [i for i in session.items if not any(word in i.name for word in SLOW)]
        module = sys.modules[f"convlib.{self.name}"]
        if not self._survives(items):
            pytest.exit("a test fails without any mistake", returncode=1)
        made = noticed = 0
        for words, tree in mutants(ast.parse(inspect.getsource(module))):
            made += 1
            if self._survives(items, module, tree):
                print(f"{self.name}.py:{words}", flush=True)
            else:
                noticed += 1
        print(f"{self.name}.py: {noticed} of {made} mistakes noticed", flush=True)
        return True

    def _survives(self, items, module=None, tree=None) -> bool:
        child = os.fork()
        if not child:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            signal.alarm(0 if tree is None else SECONDS)
            try:
                if tree is not None:
                    change(module, tree)
                for item in items:
                    reports = []
                    item.config.pluginmanager.register(Collect(reports))
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
                    if any(report.failed for report in reports):
                        if tree is None:
                            print(item.nodeid, file=sys.stderr, flush=True)
                        os._exit(1)
                os._exit(0)
            finally:
                os._exit(1)
        return os.waitpid(child, 0)[1] == 0


class Collect:
    """Keeps the reports of a test."""

    def __init__(self, reports: list[pytest.TestReport]) -> None:
        self.reports = reports

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.reports.append(report)


if __name__ == "__main__":
    os.chdir(ROOT)
    os.environ |= {"HYPOTHESIS_PROFILE": "mutation", "OPENBLAS_NUM_THREADS": "1"}
    hypothesis.settings.register_profile(
        "mutation",
        max_examples=40,
        deadline=None,
        database=None,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )
    name = sys.argv[1]
    tests = [f"tests/test_{test}.py" for test in TESTS[name].split()]
    quiet = ["-q", "-s", "-p", "no:cacheprovider", "--tb=no"]
    quiet += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    sys.exit(pytest.main([*quiet, *tests], plugins=[Mutation(name)]))
