"""Records goldens/loading.txt: run with the real library, in this folder."""

import pathlib
import warnings

from sqlalchemy import func, select
from sqlalchemy.orm import (
    aliased, contains_eager, defaultload, defer, immediateload, joinedload, lazyload, load_only,
    noload, raiseload, selectinload, subqueryload,
)

from world import Address, Node, Post, Tag, User, lines, run

warnings.simplefilter("ignore")


def names(items):
    return " ".join(item.name for item in items)


def posts(users):
    return " ".join(f"{user.name}:{len(user.posts)}" for user in users)


def tags(items):
    return " ".join(f"{post.title}:{len(post.tags)}" for post in items)


def owners(items):
    return " ".join(f"{post.title}:{post.user.name}" for post in items)


def emails(users):
    return " ".join(",".join(a.email for a in user.addresses) for user in users)


def deep(users):
    return " ".join(",".join(str(len(p.tags)) for p in user.posts) for user in users)


def children(nodes):
    return " ".join(f"{node.name}:{len(node.children)}" for node in nodes)


U, P = select(User), select(Post)
case = run

case("entity", lambda s: names(s.scalars(U)))
case("query", lambda s: names(s.query(User)))
case("entity and columns", lambda s: " ".join(f"{r[0].name}/{r[1]}" for r in s.execute(select(User, User.id, User.name))))
case("column and entity", lambda s: " ".join(f"{r[0]}/{r[1].name}" for r in s.execute(select(User.id, User))))
case("alias beside class", lambda s: (lambda a: " ".join(f"{r[0].name}/{r[1].name}" for r in s.execute(select(User, a).where(User.id < a.id))))(aliased(User)))
case("named alias", lambda s: (lambda a: " ".join(f"{r[0].name}/{r[1]}" for r in s.execute(select(a, a.name).order_by(a.name))))(aliased(User, name="ux")))
case("join relationship", lambda s: names(s.scalars(U.join(User.posts).where(Post.title == "p10"))))
case("join class", lambda s: names(s.scalars(U.join(Post))))
case("join class on", lambda s: names(s.scalars(U.join(Post, User.id == Post.user_id))))
case("join class by relationship", lambda s: names(s.scalars(U.join(Post, User.posts))))
case("outer join", lambda s: names(s.scalars(U.outerjoin(User.posts))))
case("outer join secondary", lambda s: tags(s.scalars(P.outerjoin(Post.tags))))
case("join secondary", lambda s: str(len(s.scalars(P.join(Post.tags)).all())))
case("join chain", lambda s: names(s.scalars(U.join(User.posts).join(Post.tags))))
case("join of_type", lambda s: (lambda a: names(s.scalars(U.join(User.posts.of_type(a)).where(a.title == "p21"))))(aliased(Post)))
case("join and_", lambda s: names(s.scalars(U.join(User.posts.and_(Post.title == "p21")))))
case("join itself", lambda s: (lambda a: names(s.scalars(select(Node).join(a, Node.children).where(a.name == "c1"))))(aliased(Node)))
case("join itself without alias", lambda s: names(s.scalars(select(Node).join(Node.children))))
case("columns over a join", lambda s: str(len(s.execute(select(User.name, Post.title).join(User.posts)).all())))
case("count over a join", lambda s: str(len(s.execute(select(User.name, func.count(Post.id)).join(Post).group_by(User.name)).all())))
case("select_from", lambda s: str(s.scalar(select(func.count()).select_from(User).join(User.posts))))
case("query columns", lambda s: str(len(s.query(User.name, Post.title).join(User.posts).all())))
case("any", lambda s: names(s.scalars(U.where(User.posts.any()))))
case("any criterion", lambda s: names(s.scalars(U.where(User.posts.any(Post.title == "p10")))))
case("not any", lambda s: names(s.scalars(U.where(~User.posts.any()))))
case("has", lambda s: owners(s.scalars(P.where(Post.user.has(User.name == "u1")))))
case("any secondary", lambda s: tags(s.scalars(P.where(Post.tags.any(Tag.name == "t1")))))
case("any itself", lambda s: names(s.scalars(select(Node).where(Node.children.any(Node.name == "c1")))))
case("has itself", lambda s: names(s.scalars(select(Node).where(Node.parent.has(name="root")))))
case("any of alias", lambda s: (lambda a: names(s.scalars(select(a).where(a.posts.any(Post.title == "p10")))))(aliased(User)))
case("collection is none", lambda s: names(s.scalars(U.where(User.posts == None))))
case("scalar is none", lambda s: owners(s.scalars(P.where(Post.user == None))))
case("scalar is not none", lambda s: str(len(s.scalars(P.where(Post.user != None)).all())))
case("scalar equals", lambda s: str(len(s.scalars(P.where(Post.user == s.get(User, 3))).all())))
case("scalar differs", lambda s: str(len(s.scalars(P.where(Post.user != s.get(User, 3))).all())))
case("contains", lambda s: names(s.scalars(U.where(User.posts.contains(s.get(Post, 3))))))
case("contains secondary", lambda s: str(len(s.scalars(P.where(Post.tags.contains(s.get(Tag, 1)))).all())))
case("any of a scalar", lambda s: names(s.scalars(U.where(Post.user.any()))))
case("has of a collection", lambda s: names(s.scalars(U.where(User.posts.has()))))
case("lazy one to many", lambda s: posts(s.scalars(U)))
case("lazy many to one", lambda s: owners(s.scalars(P)))
case("lazy in identity map", lambda s: (lambda held: owners(s.scalars(P)))(s.scalars(U).all()))
case("lazy many to many", lambda s: tags(s.scalars(P)))
case("lazy ordered", lambda s: emails(s.scalars(U)))
case("lazy itself", lambda s: children(s.scalars(select(Node))))
case("joined", lambda s: posts(s.scalars(U.options(joinedload(User.posts))).unique()))
case("joined without unique", lambda s: posts(s.scalars(U.options(joinedload(User.posts)))))
case("joined query", lambda s: posts(s.query(User).options(joinedload(User.posts))))
case("joined query first", lambda s: s.query(User).options(joinedload(User.posts)).first().name)
case("joined limit", lambda s: posts(s.scalars(U.options(joinedload(User.posts)).order_by(User.name).limit(2)).unique()))
case("joined limit by expression", lambda s: posts(s.scalars(U.options(joinedload(User.posts)).order_by(func.lower(User.name).desc()).limit(2).offset(1)).unique()))
case("joined ordered", lambda s: emails(s.scalars(U.order_by(User.name).options(joinedload(User.addresses))).unique()))
case("joined limit ordered", lambda s: emails(s.scalars(U.order_by(User.name).limit(2).options(joinedload(User.addresses))).unique()))
case("joined many to one", lambda s: owners(s.scalars(P.options(joinedload(Post.user)))))
case("joined many to one inner", lambda s: owners(s.scalars(P.options(joinedload(Post.user, innerjoin=True)))))
case("joined many to one limit", lambda s: owners(s.scalars(P.options(joinedload(Post.user)).limit(2))))
case("joined many to many", lambda s: tags(s.scalars(P.options(joinedload(Post.tags))).unique()))
case("joined many to many inner", lambda s: tags(s.scalars(P.options(joinedload(Post.tags, innerjoin=True))).unique()))
case("joined two", lambda s: posts(s.scalars(U.options(joinedload(User.posts), joinedload(User.addresses))).unique()))
case("joined chain", lambda s: deep(s.scalars(U.options(joinedload(User.posts).joinedload(Post.tags))).unique()))
case("joined chain inner", lambda s: deep(s.scalars(U.options(joinedload(User.posts).joinedload(Post.tags, innerjoin=True))).unique()))
case("joined there and back", lambda s: posts(s.scalars(U.options(joinedload(User.posts).joinedload(Post.user))).unique()))
case("joined itself twice", lambda s: names(s.scalars(select(Node).options(joinedload(Node.children).joinedload(Node.children))).unique()))
case("joined distinct", lambda s: posts(s.scalars(U.options(joinedload(User.posts)).distinct()).unique()))
case("joined beside join", lambda s: posts(s.scalars(U.join(User.posts).where(Post.title == "p10").options(joinedload(User.posts))).unique()))
case("joined alias", lambda s: (lambda a: posts(s.scalars(select(a).options(joinedload(a.posts))).unique()))(aliased(User)))
case("joined two entities", lambda s: " ".join(f"{u.name}:{len(u.posts)}:{p.title}" for u, p in s.execute(select(User, Post).join(User.posts).options(joinedload(User.posts))).unique()))
case("joined column and entity", lambda s: " ".join(f"{n}:{len(u.posts)}" for n, u in s.execute(select(User.name, User).options(joinedload(User.posts))).unique()))
case("joined grouped", lambda s: names(s.scalars(U.join(User.posts).group_by(User.id).having(func.count(Post.id) > 0).options(joinedload(User.addresses))).unique()))
case("contains_eager", lambda s: posts(s.scalars(U.join(User.posts).options(contains_eager(User.posts))).unique()))
case("contains_eager alias", lambda s: (lambda a: posts(s.scalars(U.join(User.posts.of_type(a)).options(contains_eager(User.posts.of_type(a)))).unique()))(aliased(Post)))
case("contains_eager many to one", lambda s: owners(s.scalars(P.join(Post.user).options(contains_eager(Post.user)).order_by(User.name))))
case("contains_eager chain", lambda s: deep(s.scalars(U.join(User.posts).join(Post.tags).options(contains_eager(User.posts).contains_eager(Post.tags))).unique()))
case("selectin", lambda s: posts(s.scalars(U.options(selectinload(User.posts)))))
case("selectin ordered", lambda s: emails(s.scalars(U.options(selectinload(User.addresses)))))
case("selectin many to one", lambda s: owners(s.scalars(P.options(selectinload(Post.user)))))
case("selectin many to many", lambda s: tags(s.scalars(P.options(selectinload(Post.tags)))))
case("selectin chain", lambda s: deep(s.scalars(U.options(selectinload(User.posts).selectinload(Post.tags)))))
case("selectin then joined", lambda s: deep(s.scalars(U.options(selectinload(User.posts).joinedload(Post.tags)))))
case("joined then selectin", lambda s: deep(s.scalars(U.options(joinedload(User.posts).selectinload(Post.tags))).unique()))
case("selectin itself", lambda s: children(s.scalars(select(Node).where(Node.parent_id == None).options(selectinload(Node.children).selectinload(Node.children)))))
case("selectin itself upwards", lambda s: names(s.scalars(select(Node).options(selectinload(Node.parent)))))
case("selectin recursive", lambda s: names(s.scalars(select(Node).where(Node.parent_id == None).options(selectinload(Node.children, recursion_depth=-1)))))
case("selectin alias", lambda s: (lambda a: posts(s.scalars(select(a).options(selectinload(a.posts)))))(aliased(User)))
case("selectin and_", lambda s: posts(s.scalars(U.options(selectinload(User.posts.and_(Post.title != "p10"))))))
case("selectin of nothing", lambda s: posts(s.scalars(U.where(User.id == 99).options(selectinload(User.posts)))))
case("selectin query", lambda s: posts(s.query(User).options(selectinload(User.posts))))
case("subquery", lambda s: posts(s.scalars(U.options(subqueryload(User.posts)))))
case("subquery query", lambda s: posts(s.query(User).options(subqueryload(User.posts))))
case("subquery limit", lambda s: posts(s.scalars(U.where(User.name != "u1").order_by(User.name).limit(2).options(subqueryload(User.posts)))))
case("subquery ordered", lambda s: emails(s.scalars(U.order_by(User.name).options(subqueryload(User.addresses)))))
case("subquery many to one", lambda s: owners(s.scalars(P.options(subqueryload(Post.user)))))
case("subquery many to many", lambda s: tags(s.scalars(P.options(subqueryload(Post.tags)))))
case("subquery chain", lambda s: deep(s.scalars(U.options(subqueryload(User.posts).subqueryload(Post.tags)))))
case("subquery then joined", lambda s: deep(s.scalars(U.options(subqueryload(User.posts).joinedload(Post.tags)))))
case("joined then subquery", lambda s: deep(s.scalars(U.options(joinedload(User.posts).subqueryload(Post.tags))).unique()))
case("subquery itself", lambda s: children(s.scalars(select(Node).options(subqueryload(Node.children)))))
case("subquery over join", lambda s: posts(s.scalars(U.join(User.posts).where(Post.title != "x").options(subqueryload(User.posts)))))
case("subquery alias", lambda s: (lambda a: posts(s.scalars(select(a).options(subqueryload(a.posts)))))(aliased(User)))
case("subquery of nothing", lambda s: posts(s.scalars(U.where(User.id == 99).options(subqueryload(User.posts)))))
case("immediate", lambda s: posts(s.scalars(U.options(immediateload(User.posts)))))
case("immediate many to one", lambda s: owners(s.scalars(P.options(immediateload(Post.user)))))
case("noload", lambda s: posts(s.scalars(U.options(noload(User.posts)))))
case("raiseload", lambda s: posts(s.scalars(U.options(raiseload(User.posts)))))
case("raiseload all", lambda s: posts(s.scalars(U.options(raiseload("*")))))
case("raiseload but one", lambda s: posts(s.scalars(U.options(raiseload("*"), selectinload(User.posts)))))
case("raiseload beyond", lambda s: deep(s.scalars(U.options(raiseload("*"), selectinload(User.posts)))))
case("raiseload of sql", lambda s: owners(s.scalars(P.options(raiseload(Post.user, sql_only=True)))))
case("load_only", lambda s: names(s.scalars(U.options(load_only(User.id)))))
case("defer", lambda s: names(s.scalars(U.options(defer(User.name)))))
case("defer and raise", lambda s: names(s.scalars(U.options(defer(User.name, raiseload=True)))))
case("joined load_only", lambda s: posts(s.scalars(U.options(joinedload(User.posts).load_only(Post.title))).unique()))
case("selectin load_only", lambda s: posts(s.scalars(U.options(selectinload(User.posts).load_only(Post.title)))))
case("lazy then selectin", lambda s: deep(s.scalars(U.options(lazyload(User.posts).selectinload(Post.tags)))))
case("lazy then joined", lambda s: deep(s.scalars(U.options(lazyload(User.posts).joinedload(Post.tags)))))
case("default then selectin", lambda s: deep(s.scalars(U.options(defaultload(User.posts).selectinload(Post.tags)))))
case("option of another class", lambda s: names(s.scalars(U.options(joinedload(Post.user)))))
case("option that does not link", lambda s: names(s.scalars(U.options(joinedload(User.posts).joinedload(User.addresses)))))


def expired(session):
    held = session.scalars(U).all()
    session.expire_all()
    return posts(held)


def expired_query(session):
    held = session.scalars(U).all()
    session.expire_all()
    session.scalars(U).all()
    return names(held)


def expired_one(session):
    user = session.get(User, 2)
    user.posts
    session.expire(user, ["name"])
    return user.name


def refreshed(session):
    user = session.get(User, 2)
    session.refresh(user)
    session.refresh(user, ["posts"])
    session.refresh(user, ["name"])


case("expired", expired)
case("expired and queried", expired_query)
case("expired attribute", expired_one)
case("refresh", refreshed)
case("get selectin", lambda s: str(len(s.get(User, 2, options=[selectinload(User.posts)]).posts)))
case("get joined", lambda s: str(len(s.get(User, 3, options=[joinedload(User.posts)]).posts)))
case("get of nothing", lambda s: str(s.get(User, 99)))
case("alias of a subquery", lambda s: (lambda q: names(s.scalars(select(aliased(User, q)))))(select(User).where(User.id > 1).subquery()))

path = pathlib.Path(__file__).parent.parent / "goldens" / "loading.txt"
path.write_text("\n".join(lines) + "\n")
