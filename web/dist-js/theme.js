(()=>{{let t=null;try{t=localStorage.getItem("ormlab.theme")}catch{}document.documentElement.dataset.theme=t==="light"||t==="dark"?t:"auto"}})();
